package dev.assent.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.consent.OptInPolicy;
import dev.assent.core.control.Controls;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.Messages;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.send.Check;
import dev.assent.core.send.CurrentRoom;
import dev.assent.core.send.DecisionRecord;
import dev.assent.core.send.DueItems;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Headroom;
import dev.assent.core.send.SendDecision;
import dev.assent.core.send.SendQueues;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accepts single messages, tells what became of them, and explains what the gate would say. */
final class MessageEndpoint {

    private static final ObjectMapper CANONICAL =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final MessageReader reader;
    private final Messages messages;
    private final SendQueues queues;
    private final DueItems dueItems;
    private final Gate gate;
    private final Capacity capacity;
    private final InstantSource clock;

    /** What the platform permits this business, and what it permits itself. */
    record Capacity(
            Tools.Counters counters,
            String portfolioId,
            SendRate rate,
            Map<String, PacingProfile> pacing,
            List<String> phoneNumberIds) {

        MessagingLimit limit(Instant now) {
            return counters.limit().read(portfolioId, now, Duration.ZERO);
        }

        Controls controls(Instant now) {
            return counters.controls().read(Tools.Counters.CONTROLS, now, Duration.ZERO);
        }
    }

    MessageEndpoint(
            MessageReader reader,
            Messages messages,
            SendQueues queues,
            DueItems dueItems,
            Gate gate,
            Capacity capacity,
            InstantSource clock) {
        this.reader = reader;
        this.messages = messages;
        this.queues = queues;
        this.dueItems = dueItems;
        this.gate = gate;
        this.capacity = capacity;
        this.clock = clock;
    }

    /** {@code POST /v1/messages}: enqueue first, then record, then answer; each step may repeat. */
    ApiResponse accept(ApiRequest request) {
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(request);
        String key = body.key("idempotencyKey").orElse("");
        if (key.isEmpty()) {
            body.error("idempotencyKey", "Add idempotencyKey, at most 200 characters: the same one for every repeat.");
        }
        MessageId id = MessageId.ofIdempotencyKey(key);
        Optional<Instant> notBefore = body.instant("notBefore");
        body.instant("notAfter")
                .filter(end -> notBefore.filter(start -> !start.isBefore(end)).isPresent())
                .ifPresent(_ -> body.error("notAfter", "notAfter must be later than notBefore."));
        refuseTomorrow(body, now);
        MessageReader.Draft draft = reader.read(body, id);
        String bodyHash = hash(request.text());
        Optional<MessageRecord> known = messages.find(id);
        if (known.isPresent()) {
            return accepted(id, bodyHash, known.get());
        }
        if (draft.isForStranger()) {
            if (explain(draft, now).decision() instanceof SendDecision.NotNow no) {
                messages.withheld(draft.message(), no.reason(), DecisionRecord.of(no.reason(), now));
            }
        } else if (notBefore.filter(it -> it.isAfter(now)).isPresent()) {
            dueItems.add(draft.message(), notBefore.get(), now);
        } else {
            queues.enqueue(List.of(draft.message()), Duration.ZERO);
        }
        messages.queued(MessageRecord.queued(id, draft.message().to(), bodyHash, notBefore.orElse(null)));
        return accepted(id, bodyHash, messages.find(id).orElseThrow());
    }

    // A worker may have recorded the message before this function did; then nobody noted what made it.
    private static ApiResponse accepted(MessageId id, String bodyHash, MessageRecord record) {
        if (record.bodyHash() != null && !record.bodyHash().equals(bodyHash)) {
            throw Problem.conflict("This idempotencyKey was used for another message.");
        }
        return ApiResponse.json(202, Map.of("messageId", id.value()));
    }

    // A code that will be asked for tomorrow would outlive every STOP until then.
    private static void refuseTomorrow(RequestBody body, Instant now) {
        body.instant("requestedAt")
                .filter(it -> it.isAfter(now.plus(OptInPolicy.CLOCK_TOLERANCE)))
                .ifPresent(_ -> body.error("requestedAt", "Nobody asks in the future; check the clock."));
    }

    /** {@code GET /v1/messages/{id}}. */
    ApiResponse message(String id) {
        Instant now = clock.instant();
        MessageRecord record =
                messages.find(new MessageId(id)).orElseThrow(() -> Problem.notFound("There is no such message."));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("messageId", id);
        view.put("state", record.stateAt(now));
        view.put("reason", record.reason());
        record.doubt(now).ifPresent(it -> view.put("doubt", it));
        view.put("notBefore", record.notBefore());
        view.put("errorCode", record.errorCode());
        view.put("decision", record.decision());
        view.put("wamid", record.wamid());
        return ApiResponse.json(200, view);
    }

    /** {@code POST /v1/permission-checks}: what the worker would decide, without sending. */
    ApiResponse mayBeSent(ApiRequest request) {
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(request);
        refuseTomorrow(body, now);
        MessageReader.Draft draft =
                reader.read(body, MessageId.ofIdempotencyKey("permission-check:" + hash(request.text())));
        Gate.Verdict verdict = explain(draft, now);
        Map<String, Object> view = new LinkedHashMap<>();
        describe(verdict.decision(), view);
        view.put(
                "checks",
                verdict.checks().stream().map(MessageEndpoint::describe).toList());
        return ApiResponse.json(200, view);
    }

    private Gate.Verdict explain(MessageReader.Draft draft, Instant now) {
        String from = draft.message().from();
        Controls controls = capacity.controls(now);
        var room = new CurrentRoom(capacity.counters(), capacity.portfolioId());
        Headroom limit = room.limit(now, Duration.ZERO);
        Headroom pacing =
                room.pacing(from, capacity.pacing().getOrDefault(from, PacingProfile.NONE), now, Duration.ZERO);
        return draft.isForStranger()
                ? gate.judge(
                        new Gate.Look(draft.message(), draft.addressee(), Set.of(), false),
                        controls,
                        limit,
                        pacing,
                        now)
                : gate.explain(draft.message(), controls, limit, pacing, now);
    }

    private static void describe(SendDecision decision, Map<String, Object> view) {
        switch (decision) {
            case SendDecision.Allowed _ -> view.put("decision", "ALLOWED");
            case SendDecision.Denied(var reason) -> {
                view.put("decision", "DENIED");
                view.put("reason", reason);
            }
            case SendDecision.Deferred(var notBefore, var reason) -> {
                view.put("decision", "DEFERRED");
                view.put("reason", reason);
                view.put("notBefore", notBefore);
            }
        }
    }

    private static Map<String, Object> describe(Check check) {
        Map<String, Object> verdict = new LinkedHashMap<>();
        describe(check.verdict(), verdict);
        return Map.of("check", check.name(), "verdict", String.valueOf(verdict.get("decision")), "why", check.why());
    }

    /** {@code GET /v1/numbers/{phoneNumberId}}. */
    ApiResponse number(String phoneNumberId) {
        if (!capacity.phoneNumberIds().contains(phoneNumberId)) {
            throw Problem.notFound("This deployment has no such phone number id.");
        }
        Instant now = clock.instant();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("phoneNumberId", phoneNumberId);
        view.put("messagingLimit", limitView(capacity.limit(now), now));
        view.put(
                "throughput",
                capacity.rate().perSecond()
                        * capacity.counters()
                                .throttle()
                                .read(phoneNumberId, now, Duration.ZERO)
                                .speedAt(now));
        view.put("restrictions", restrictions(capacity.controls(now), phoneNumberId, now));
        return ApiResponse.json(200, view);
    }

    private static Map<String, Object> limitView(MessagingLimit limit, Instant now) {
        Object maximum = limit.maximum() >= MessagingLimit.UNLIMITED ? "UNLIMITED" : limit.maximum();
        return Map.of("limit", maximum, "usedIn24Hours", limit.used(now));
    }

    private static List<Map<String, Object>> restrictions(Controls controls, String phoneNumberId, Instant now) {
        List<Map<String, Object>> restrictions = new ArrayList<>();
        controls.accountHold(now).ifPresent(it -> restrictions.add(restriction("ACCOUNT", it)));
        controls.numberHold(phoneNumberId, now).ifPresent(it -> restrictions.add(restriction("NUMBER", it)));
        return restrictions;
    }

    private static Map<String, Object> restriction(String what, Controls.Hold hold) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("what", what);
        view.put("cause", hold.cause());
        view.put("until", hold.until().equals(Controls.UNTIL_LIFTED) ? null : hold.until());
        return view;
    }

    // Spaces and the order of members make no difference; a repeat may be written by another library.
    private static String hash(String json) {
        try {
            byte[] canonical = CANONICAL
                    .writeValueAsString(CANONICAL.readValue(json, Object.class))
                    .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("The body was readable a moment ago", e);
        }
    }
}

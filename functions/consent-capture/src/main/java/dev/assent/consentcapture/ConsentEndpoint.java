package dev.assent.consentcapture;

import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.Problem;
import dev.assent.aws.http.RequestBody;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Evidence;
import dev.assent.core.consent.OptInMethod;
import dev.assent.core.consent.OptInPolicy;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.consent.Violation;
import dev.assent.core.contact.Contact;
import dev.assent.core.message.MessageId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Records opt-ins that the policy accepts, and every opt-out. */
final class ConsentEndpoint {

    private final RecordConsent consent;
    private final People people;
    private final ContactFinder contacts;
    private final OptInPolicy policy;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final Supplier<String> newId;

    /**
     * @param newId makes ids for facts whose caller gave none
     */
    ConsentEndpoint(
            RecordConsent consent,
            People people,
            ContactFinder contacts,
            OptInPolicy policy,
            Catalogue catalogue,
            InstantSource clock,
            Supplier<String> newId) {
        this.consent = consent;
        this.people = people;
        this.contacts = contacts;
        this.policy = policy;
        this.catalogue = catalogue;
        this.clock = clock;
        this.newId = newId;
    }

    /** {@code POST /v1/opt-ins}. */
    ApiResponse optIn(ApiRequest request) {
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(request);
        Optional<Contact> contact = contacts.in(body, "contact");
        String factId = "opt-in:" + body.key("idempotencyKey").orElseGet(newId);
        // One key may stand for one opt-in of each of several people.
        String recordKey = factId + contact.map(contacts::keyOf).orElse("");
        Instant capturedAt = body.instant("capturedAt").orElse(now);
        if (capturedAt.isAfter(now.plus(OptInPolicy.CLOCK_TOLERANCE))) {
            body.error("capturedAt", "An opt-in can't lie in the future; check the clock.");
        }
        if (!body.has("evidence")) {
            body.error("evidence", "Add evidence: what the person was shown and did; see docs/openapi.yaml.");
        }
        if (!body.has("method")) {
            body.error("method", "Add method: how the person opted in.");
        }
        var optIn = new ConsentFact.OptIn(
                factId,
                // A caller's clock may be ahead by what the policy tolerates; a STOP of right now must still be later.
                capturedAt.isAfter(now) ? now : capturedAt,
                MessageId.ofIdempotencyKey(recordKey).value().replace("m-", "r-"),
                body.text("brand").orElse(catalogue.defaultBrand()),
                new HashSet<>(body.texts("topics")),
                body.oneOf("method", OptInMethod.class).orElse(OptInMethod.API),
                Evidence.of(body.object("evidence").flat()),
                null);
        body.nothingElse().check();
        List<Violation> violations = policy.violations(optIn, now);
        if (!violations.isEmpty()) {
            return refusal(violations);
        }
        return switch (consent.record(contact.orElseThrow(), optIn, null, now)) {
            case RecordConsent.Result.Recorded recorded -> {
                if (!recorded.firstTime() && !isOnRecord(optIn, recorded.person())) {
                    throw Problem.conflict("This idempotencyKey was used for another opt-in of this person.");
                }
                yield recorded(optIn, recorded.person(), now);
            }
            case RecordConsent.Result.TwoPeople _ ->
                Problem.conflict("The phone number and the user id belong to two people; send one of them.")
                        .response();
        };
    }

    private boolean isOnRecord(ConsentFact.OptIn optIn, PersonState person) {
        return people.ledger(person.id()).stream()
                .anyMatch(row ->
                        row.factId().equals(optIn.factId()) && row.content().equals(optIn.content()));
    }

    private static ApiResponse refusal(List<Violation> violations) {
        List<Problem.FieldError> errors = violations.stream()
                .map(it -> new Problem.FieldError(it.field(), it.message()))
                .toList();
        return new Problem(422, "This opt-in does not count under the policy.", errors)
                .response(Map.of("violations", violations));
    }

    private ApiResponse recorded(ConsentFact.OptIn optIn, PersonState person, Instant now) {
        List<Map<String, Object>> consents = ContactView.consents(person, catalogue, now).stream()
                .filter(it -> optIn.topics().contains(it.get("topic"))
                        && optIn.brand().equals(it.get("brand")))
                .toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("recordId", optIn.recordId());
        answer.put("contactId", person.id().value());
        answer.put("consents", consents);
        return ApiResponse.json(201, answer);
    }

    /** {@code POST /v1/opt-outs}: never refused but for an unreadable contact; in doubt the wider scope. */
    ApiResponse optOut(ApiRequest request) {
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(request);
        Optional<Contact> contact = contacts.in(body, "contact");
        body.check();
        OptOutMethod method = lenient(body, "method", OptOutMethod.class).orElse(OptOutMethod.API);
        var optOut = new ConsentFact.OptOut(
                "opt-out:" + newId.get(),
                now,
                scope(body),
                // By API a caller speaks for the person, never for WhatsApp, whose stops are lifted by its own resume.
                method.isFromPlatform() ? OptOutMethod.API : method,
                body.text("reason").orElse(null));
        return switch (consent.record(contact.orElseThrow(), optOut, null, now)) {
            case RecordConsent.Result.Recorded recorded ->
                ApiResponse.json(
                        201,
                        Map.of(
                                "contactId",
                                recorded.person().id().value(),
                                "suppressions",
                                ContactView.suppressions(recorded.person())));
            case RecordConsent.Result.TwoPeople _ -> throw new IllegalStateException("An opt-out binds both people");
        };
    }

    private OptOutScope scope(RequestBody body) {
        OptOutScope.Kind kind = lenient(body, "scope", OptOutScope.Kind.class).orElse(OptOutScope.Kind.ALL);
        Optional<String> topic = body.text("topic").filter(catalogue.topics()::containsKey);
        String brand = body.text("brand").filter(catalogue.brands()::contains).orElse(null);
        if (kind == OptOutScope.Kind.TOPIC && topic.isPresent()) {
            return new OptOutScope(kind, topic.get(), brand);
        }
        boolean marketingOnly = kind == OptOutScope.Kind.MARKETING;
        return new OptOutScope(marketingOnly ? OptOutScope.Kind.MARKETING : OptOutScope.Kind.ALL, null, brand);
    }

    private static <E extends Enum<E>> Optional<E> lenient(RequestBody body, String field, Class<E> type) {
        return body.text(field).flatMap(text -> java.util.Arrays.stream(type.getEnumConstants())
                .filter(it -> it.name().equalsIgnoreCase(text.strip()))
                .findFirst());
    }
}

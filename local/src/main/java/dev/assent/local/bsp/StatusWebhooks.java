package dev.assent.local.bsp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Journal;
import dev.assent.local.Json;
import dev.assent.local.Log;
import dev.assent.local.webhook.SignedWebhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/** Posts what became of messages: gathered for 250 ms, up to a bound each, signed, repeated until a 200 comes. */
final class StatusWebhooks implements AutoCloseable {

    private static final Duration GATHER = Duration.ofMillis(250);
    private static final int TRIES = 20;

    /** A status that is to be posted. */
    record Due(String key, Instant at, String phoneNumberId, JsonNode status) {}

    private final PriorityQueue<Due> waiting = new PriorityQueue<>(java.util.Comparator.comparing(Due::at));
    private final SignedWebhook.Target target;
    private final String wabaId;
    private final int most;
    private final InstantSource clock;
    private final Journal journal;
    private final Log log;
    private final Thread thread;

    /**
     * Starts posting.
     *
     * @param most statuses per webhook
     * @param journal where it is noted what was posted
     */
    StatusWebhooks(
            SignedWebhook.Target target, String wabaId, int most, InstantSource clock, Journal journal, Log log) {
        this.target = target;
        this.wabaId = wabaId;
        this.most = most;
        this.clock = clock;
        this.journal = journal;
        this.log = log;
        this.thread = Thread.ofPlatform().name("status webhooks").daemon().start(this::run);
    }

    /** What is to be posted, and when. */
    void add(List<Due> statuses) {
        synchronized (waiting) {
            waiting.addAll(statuses);
        }
    }

    static Due due(Instant at, String phoneNumberId, String wamid, String status, String to, String callbackData) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", wamid);
        body.put("status", status);
        body.put("timestamp", Long.toString(at.getEpochSecond()));
        body.put("recipient_id", to.replace("+", ""));
        body.put("biz_opaque_callback_data", callbackData);
        return new Due(UUID.randomUUID().toString(), at, phoneNumberId, Json.read(Json.write(body)));
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(GATHER);
                List<Due> due = takeDue();
                if (!due.isEmpty()) {
                    post(due);
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private List<Due> takeDue() {
        List<Due> due = new ArrayList<>();
        Instant now = clock.instant();
        synchronized (waiting) {
            while (!waiting.isEmpty()
                    && due.size() < most
                    && !waiting.peek().at().isAfter(now)) {
                due.add(waiting.poll());
            }
        }
        return due;
    }

    private void post(List<Due> due) throws InterruptedException {
        Map<String, List<JsonNode>> byNumber = new LinkedHashMap<>();
        due.forEach(it -> byNumber.computeIfAbsent(it.phoneNumberId(), _ -> new ArrayList<>())
                .add(it.status()));
        byte[] body = Json.write(Map.of(
                "object",
                "whatsapp_business_account",
                "entry",
                List.of(Map.of(
                        "id",
                        wabaId,
                        "changes",
                        byNumber.entrySet().stream()
                                .map(it -> change(it.getKey(), it.getValue()))
                                .toList()))));
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            if (target.post(body) == 200) {
                journal.append(Map.of("posted", due.stream().map(Due::key).toList()));
                return;
            }
            Thread.sleep(Math.min(5_000, 100L << Math.min(attempt, 10)));
        }
        log.line("bsp", "nobody takes a webhook with " + due.size() + " statuses; it is posted again later");
        add(due);
    }

    private static Map<String, Object> change(String phoneNumberId, List<JsonNode> statuses) {
        return Map.of(
                "field",
                "messages",
                "value",
                Map.of(
                        "messaging_product",
                        "whatsapp",
                        "metadata",
                        Map.of("phone_number_id", phoneNumberId),
                        "statuses",
                        statuses));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

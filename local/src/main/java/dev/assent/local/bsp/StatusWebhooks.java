package dev.assent.local.bsp;

import dev.assent.local.Json;
import dev.assent.local.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts what became of messages: gathered for 250 ms, up to 1,000 each, signed, repeated until a 200 comes. */
final class StatusWebhooks implements AutoCloseable {

    private static final Duration GATHER = Duration.ofMillis(250);
    private static final int MOST = 1000;
    private static final int TRIES = 20;

    private record Due(Instant at, String phoneNumberId, Map<String, Object> status) {}

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final PriorityQueue<Due> waiting = new PriorityQueue<>(java.util.Comparator.comparing(Due::at));
    private final URI target;
    private final String appSecret;
    private final String wabaId;
    private final Log log;
    private final Thread thread;

    StatusWebhooks(URI target, String appSecret, String wabaId, Log log) {
        this.target = target;
        this.appSecret = appSecret;
        this.wabaId = wabaId;
        this.log = log;
        this.thread = Thread.ofPlatform().name("status webhooks").daemon().start(this::run);
    }

    void add(Instant at, String phoneNumberId, String wamid, String status, String to, String callbackData) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", wamid);
        body.put("status", status);
        body.put("timestamp", Long.toString(at.getEpochSecond()));
        body.put("recipient_id", to.replace("+", ""));
        body.put("biz_opaque_callback_data", callbackData);
        synchronized (waiting) {
            waiting.add(new Due(at, phoneNumberId, body));
        }
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
        synchronized (waiting) {
            while (!waiting.isEmpty()
                    && due.size() < MOST
                    && !waiting.peek().at().isAfter(Instant.now())) {
                due.add(waiting.poll());
            }
        }
        return due;
    }

    private void post(List<Due> due) throws InterruptedException {
        byte[] body = Json.write(Map.of(
                "object",
                "whatsapp_business_account",
                "entry",
                List.of(Map.of(
                        "id",
                        wabaId,
                        "changes",
                        List.of(Map.of(
                                "field",
                                "messages",
                                "value",
                                Map.of(
                                        "messaging_product",
                                        "whatsapp",
                                        "metadata",
                                        Map.of("phone_number_id", due.getFirst().phoneNumberId()),
                                        "statuses",
                                        due.stream().map(Due::status).toList())))))));
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .header("X-Hub-Signature-256", sign(body))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // Tried again below, as Meta does.
            }
            Thread.sleep(Math.min(5_000, 100L << Math.min(attempt, 10)));
        }
        log.line("bsp", "gave up on a webhook with " + due.size() + " statuses");
    }

    private String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.aws.Permissions;
import dev.assent.local.demo.ApiClient;
import dev.assent.local.webhook.MetaWebhooks;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A business with its site, its customers and its campaigns, as seen by a stack: over HTTP only. */
final class Site {

    static final String TOKEN = "secret";

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int AT_ONCE = 4;
    private static final int ROWS_PER_PART = 10_000;

    private final ApiClient client;
    private final Supplier<Instant> now;
    private final @Nullable Stack stack;

    private Site(ApiClient client, Supplier<Instant> now, @Nullable Stack stack) {
        this.client = client;
        this.now = now;
        this.stack = stack;
    }

    /** Of a stack in this process; what a function was refused fails whatever waits for it. */
    static Site of(Stack stack) {
        var client = new ApiClient(stack.address(), stack.bspAddress(), TOKEN, "local-app-secret");
        return new Site(client, () -> stack.clock().instant(), stack);
    }

    /** Of a stack in a process of its own. */
    static Site at(int port) {
        var client = new ApiClient(
                URI.create("http://localhost:" + port),
                URI.create("http://localhost:" + (port + 10)),
                TOKEN,
                "local-app-secret");
        return new Site(client, Instant::now, null);
    }

    ApiClient client() {
        return client;
    }

    static String phone(int number) {
        return "+4915200%06d".formatted(number);
    }

    static List<String> phones(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Site::phone).toList();
    }

    void optIn(List<String> phones) {
        optIn(phones, "offers");
    }

    void optIn(List<String> phones, String... topics) {
        List<Integer> statuses = ApiClient.all(phones, AT_ONCE, it -> client.post("/v1/opt-ins", optInBody(it, topics))
                .status());
        assertThat(statuses).containsOnly(201);
    }

    String optInBody(String phone, String... topics) {
        return "{\"contact\":{\"phone\":\"" + phone + "\"},\"topics\":[\"" + String.join("\",\"", topics)
                + "\"],\"method\":\"WEB_FORM\","
                + "\"evidence\":{\"businessName\":\"Acme\",\"wording\":\"w\",\"wordingVersion\":\"1\",\"language\":\"en\","
                + "\"activeAct\":\"CHECKBOX_TICKED\",\"conditionOfPurchase\":false,\"sourceUrl\":\"https://acme.example\"},"
                + "\"capturedAt\":\"" + now.get().minusSeconds(60) + "\",\"idempotencyKey\":\"" + phone + "\"}";
    }

    /** The person writes to us, just now. */
    void write(String phone, String text) {
        byte[] webhook = new MetaWebhooks("100000000000001", phone, null, now.get()).text(text);
        assertThat(client.webhook(new String(webhook, StandardCharsets.UTF_8)).status())
                .isEqualTo(200);
    }

    /** The provider says something about the account. */
    void account(String field, String value, Instant at) {
        String webhook = "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"300000000000001\",\"time\":"
                + at.getEpochSecond() + ",\"changes\":[{\"field\":\"" + field + "\",\"value\":" + value + "}]}]}";
        assertThat(client.webhook(webhook).status()).isEqualTo(200);
    }

    /** What permission-checks says of an offer: the decision and its reason. */
    String mayGetOffer(String phone) {
        return decision("{\"to\":{\"phone\":\"" + phone
                + "\"},\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]}}");
    }

    /** What permission-checks says of a free-form text. */
    String mayGetText(String phone) {
        return decision("{\"to\":{\"phone\":\"" + phone + "\"},\"text\":{\"body\":\"Tomorrow.\"}}");
    }

    private String decision(String body) {
        JsonNode answer = client.post("/v1/permission-checks", body).body();
        return (answer.path("decision").asText() + " " + answer.path("reason").asText()).strip();
    }

    /** A campaign with an offer for these people, not started; its id. */
    String campaign(List<String> phones, @Nullable Instant startAt) {
        return campaign("summer_sale", phones, startAt);
    }

    /** A campaign with this template. */
    String campaignOf(String template, List<String> phones) {
        return campaign(template, phones, null);
    }

    private String campaign(String template, List<String> phones, @Nullable Instant startAt) {
        String id = client.post(
                        "/v1/campaigns",
                        "{\"name\":\"sale\",\"template\":{\"name\":\"" + template
                                + "\",\"parameters\":[\"{{name}}\"]}"
                                + (startAt == null ? "" : ",\"startAt\":\"" + startAt + "\"") + "}")
                .body()
                .path("campaignId")
                .asText();
        for (int from = 0; from < phones.size(); from += ROWS_PER_PART) {
            StringBuilder csv = new StringBuilder("phone,name\n");
            phones.subList(from, Math.min(phones.size(), from + ROWS_PER_PART))
                    .forEach(it -> csv.append(it).append(",Kim\n"));
            assertThat(client.post("/v1/campaigns/" + id + "/recipients", "text/csv", csv.toString())
                            .status())
                    .isEqualTo(202);
        }
        return id;
    }

    void start(String campaign) {
        assertThat(client.post("/v1/campaigns/" + campaign + "/start", "{}").status())
                .isLessThan(300);
    }

    String stateOf(String campaign) {
        return client.get("/v1/campaigns/" + campaign).body().path("state").asText();
    }

    JsonNode counts(String campaign) {
        return client.get("/v1/campaigns/" + campaign).body().path("counts");
    }

    boolean isSettled(String campaign) {
        JsonNode counts = counts(campaign);
        return counts.path("queued").asInt() == 0 && counts.path("deferred").asInt() == 0;
    }

    /** The state of each of a campaign's messages, by its id. */
    Map<String, String> states(String campaign, int rows) {
        return client.states(campaign, rows, AT_ONCE);
    }

    /** How often the provider accepted each message of a campaign, by its id without the attempt. */
    Map<String, Integer> acceptedByProvider(String campaign) {
        Map<String, Integer> accepted = new HashMap<>();
        client.bsp("/_bsp/messages").forEach(it -> {
            String id = it.path("callbackData").asText().replaceFirst("\\..*", "");
            if (id.startsWith(campaign + "-") && it.path("outcome").asText().startsWith("ACCEPTED")) {
                accepted.merge(id, 1, Integer::sum);
            }
        });
        return accepted;
    }

    /** Whether the stack knows of every message that the provider accepted that it was delivered. */
    boolean knowsOfAllDeliveries(String campaign, int rows) {
        Map<String, String> states = states(campaign, rows);
        return acceptedByProvider(campaign).keySet().stream().allMatch(it -> "DELIVERED".equals(states.get(it)));
    }

    long arrivalsAt(String phone) {
        long arrivals = 0;
        for (JsonNode arrival : client.bsp("/_bsp/messages")) {
            arrivals += arrival.path("to").asText().equals(phone) ? 1 : 0;
        }
        return arrivals;
    }

    /** Waits until the stack at this port answers; it binds its port before it can. */
    void waitUntilItServes() {
        waitUntil("it serves", () -> {
            try {
                return client.get("/_local/clock").status() == 200;
            } catch (java.io.UncheckedIOException _) {
                return false;
            }
        });
    }

    /** Waits, and gives up at once when a function was refused something: what is waited for would never come. */
    void waitUntil(String what, BooleanSupplier condition) {
        waitUntil(PATIENCE, what, condition);
    }

    /** Waits longer. */
    void waitUntil(Duration patience, String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            checkNothingWasRefused();
            assertThat(Instant.now()).as("waited in vain: %s", what).isBefore(end);
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
        }
    }

    /** Fails and names function, action and resource if a policy kept a function from something. */
    void checkNothingWasRefused() {
        if (stack != null) {
            for (Permissions.Entry it : stack.permissions().refused()) {
                throw new AssertionError(it.function() + " may not " + it.action() + " on " + it.resource());
            }
        }
    }
}

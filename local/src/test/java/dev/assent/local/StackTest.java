package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.demo.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The real zips on the local stack, from outside. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StackTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static int port;
    private static Stack stack = unset();
    private static ApiClient client = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before the first test.
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        port = LocalPorts.free();
        stack = Stack.start(StackOptions.of(ROOT, port, "secret", Map.of("SendRate", "40")), new Log(System.out));
        client = new ApiClient(stack.address(), stack.bspAddress(), "secret", "local-app-secret");
    }

    @AfterAll
    static void stop() {
        stack.close();
        assertThat(stack.permissions().refused()).isEmpty();
    }

    @Test
    void functions_run_in_processes_of_their_own_from_the_zips_just_built() throws Exception {
        client.post("/v1/opt-ins", optIn("+4915100000101"));
        client.post("/v1/permission-checks", offer("+4915100000101"));

        for (String name : List.of("consent-capture", "campaign")) {
            Map<String, Object> function = stack.describeFunctions().stream()
                    .filter(it -> name.equals(it.get("function")))
                    .findFirst()
                    .orElseThrow();
            long pid = (Long) Objects.requireNonNull(function.get("pid"));
            assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(ProcessHandle.of(pid).orElseThrow().isAlive()).isTrue();
            byte[] zip = Files.readAllBytes(ROOT.resolve("functions/" + name + "/target/function.zip"));
            assertThat(function.get("zipSha256"))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(zip)));
        }
    }

    @Test
    void a_stop_is_in_force_soon_after_its_webhook() {
        assertThat(client.post("/v1/opt-ins", optIn("+4915100000102")).status()).isEqualTo(201);
        assertThat(decision("+4915100000102")).isEqualTo("ALLOWED");
        client.webhook(webhook(text("4915100000199", "wamid.WARM", "hello")));

        assertThat(client.webhook(webhook(text("4915100000102", "wamid.STOP102", "STOP")))
                        .status())
                .isEqualTo(200);

        waitUntil("the STOP is in force", () -> decision("+4915100000102").equals("DENIED OPTED_OUT"));
        waitUntil("it is confirmed", () -> arrivalsAt("+4915100000102") == 1);
    }

    @Test
    void of_three_messages_in_two_entries_the_unknown_one_is_skipped_and_the_stop_counts() {
        client.post("/v1/opt-ins", optIn("+4915100000103"));
        String hologram =
                "{\"from\":\"4915100000104\",\"id\":\"wamid.H\",\"timestamp\":\"1\",\"type\":\"hologram\",\"hologram\":{}}";
        String twoEntries = "{\"object\":\"whatsapp_business_account\",\"entry\":["
                + entry(text("4915100000105", "wamid.T105", "hi") + "," + hologram)
                + "," + entry(text("4915100000103", "wamid.STOP103", "Abmelden")) + "]}";

        assertThat(client.webhook(twoEntries).status()).isEqualTo(200);

        waitUntil("the STOP is in force", () -> decision("+4915100000103").equals("DENIED OPTED_OUT"));
    }

    @Test
    void the_handshake_knows_its_token_and_a_forged_webhook_changes_nothing() throws Exception {
        String handshake = "/webhooks/meta?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=";
        assertThat(get(handshake + "local-verify-token").body()).isEqualTo("4711");
        assertThat(get(handshake + "wrong").statusCode()).isEqualTo(403);

        client.post("/v1/opt-ins", optIn("+4915100000106"));
        var forger = new ApiClient(stack.address(), stack.bspAddress(), "secret", "not-the-secret");
        assertThat(forger.webhook(webhook(text("4915100000106", "wamid.F", "STOP")))
                        .status())
                .isEqualTo(401);
        assertThat(decision("+4915100000106")).isEqualTo("ALLOWED");
    }

    @Test
    void private_routes_want_the_token() throws Exception {
        assertThat(get("/v1/campaigns").statusCode()).isEqualTo(401);
        assertThat(get("/v1/no-such-route").statusCode()).isEqualTo(404);
    }

    @Test
    void a_free_form_answer_leaves_inside_the_window_and_its_delivery_is_noted() {
        client.webhook(webhook(text("4915100000107", "wamid.T107", "Is it there yet?")));
        String answer =
                "{\"to\":{\"phone\":\"+4915100000107\"},\"text\":{\"body\":\"Tomorrow.\"},\"idempotencyKey\":\"a107\"}";
        waitUntil("the window is open", () -> client.post("/v1/permission-checks", answer)
                .body()
                .path("decision")
                .asText()
                .equals("ALLOWED"));

        String id = client.post("/v1/messages", answer).body().path("messageId").asText();

        waitUntil("it is delivered", () -> client.get("/v1/messages/" + id)
                .body()
                .path("state")
                .asText()
                .equals("DELIVERED"));
    }

    @Test
    void a_schedules_event_starts_a_campaign_through_the_real_zip() throws IOException {
        client.post("/v1/opt-ins", optIn("+4915100000108"));
        String id = client.post(
                        "/v1/campaigns",
                        "{\"name\":\"s\",\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"{{name}}\"]}}")
                .body()
                .path("campaignId")
                .asText();
        client.post(
                "/v1/campaigns/" + id + "/recipients",
                "text/csv",
                "phone,name\n+4915100000108,Kim\n+4915100000109,Lee\n");
        String event = Files.readString(ROOT.resolve("events/campaign/scheduled-campaign.json"))
                .replace("c-event", id)
                .replaceFirst("\"time\": \"[^\"]+\"", "\"time\": \"" + Instant.now() + "\"");

        stack.invoke("campaign", event.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        waitUntil("it is complete", () -> client.get("/v1/campaigns/" + id)
                .body()
                .path("state")
                .asText()
                .equals("COMPLETED"));
        JsonNode counts = client.get("/v1/campaigns/" + id).body().path("counts");
        assertThat(counts.path("sent").asInt()).isEqualTo(1);
        assertThat(counts.path("withheld").path("NO_OPT_IN").asInt()).isEqualTo(1);
    }

    @Test
    void sigterm_leaves_no_process_and_no_port_open() throws Exception {
        int ownPort = LocalPorts.free();
        long begun = System.nanoTime();
        Process up = UpProcess.start(ownPort);
        waitUntil("it serves", () -> UpProcess.isOpen(ownPort));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("ready").isLessThan(Duration.ofSeconds(12));
        var own = new ApiClient(URI.create("http://localhost:" + ownPort), stack.bspAddress(), "secret", "x");
        assertThat(own.post("/v1/opt-ins", optIn("+4915100000110")).status()).isEqualTo(201);
        List<ProcessHandle> children = up.children().toList();
        assertThat(children).isNotEmpty();

        up.destroy();

        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        waitUntil("its functions have ended", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(UpProcess.isOpen(ownPort)).isFalse();
        assertThat(UpProcess.isOpen(ownPort + 10)).isFalse();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(stack.address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String decision(String phone) {
        JsonNode answer = client.post("/v1/permission-checks", offer(phone)).body();
        return (answer.path("decision").asText() + " " + answer.path("reason").asText()).strip();
    }

    private static long arrivalsAt(String phone) {
        long arrivals = 0;
        for (JsonNode arrival : client.bsp("/_bsp/messages")) {
            arrivals += arrival.path("to").asText().equals(phone) ? 1 : 0;
        }
        return arrivals;
    }

    private static String offer(String phone) {
        return "{\"to\":{\"phone\":\"" + phone
                + "\"},\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]}}";
    }

    private static String optIn(String phone) {
        return "{\"contact\":{\"phone\":\"" + phone + "\"},\"topics\":[\"offers\"],\"method\":\"WEB_FORM\","
                + "\"evidence\":{\"businessName\":\"Acme\",\"wording\":\"w\",\"wordingVersion\":\"1\",\"language\":\"en\","
                + "\"activeAct\":\"CHECKBOX_TICKED\",\"conditionOfPurchase\":false,\"sourceUrl\":\"https://acme.example\"},"
                + "\"capturedAt\":\"" + Instant.now().minusSeconds(60) + "\",\"idempotencyKey\":\"" + phone + "\"}";
    }

    private static String text(String from, String wamid, String text) {
        return "{\"from\":\"" + from + "\",\"id\":\"" + wamid + "\",\"timestamp\":\""
                + Instant.now().getEpochSecond() + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}";
    }

    private static String webhook(String messages) {
        return "{\"object\":\"whatsapp_business_account\",\"entry\":[" + entry(messages) + "]}";
    }

    private static String entry(String messages) {
        return "{\"id\":\"300000000000001\",\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":"
                + "{\"phone_number_id\":\"100000000000001\"},\"messages\":[" + messages + "]}}]}";
    }

    private static void waitUntil(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited a minute in vain: %s", what).isBefore(end);
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }
}

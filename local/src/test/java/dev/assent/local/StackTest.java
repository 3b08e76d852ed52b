package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.demo.ApiClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
    private static Stack stack = unset();
    private static Site site = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before the first test.
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(
                StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40")), new Log(System.out));
        site = Site.of(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
        assertThat(stack.permissions().refused()).isEmpty();
    }

    @Test
    void functions_run_in_processes_of_their_own_from_the_zips_just_built() throws Exception {
        site.optIn(List.of("+4915100000101"));
        site.mayGetOffer("+4915100000101");

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
        site.optIn(List.of("+4915100000102"));
        assertThat(site.mayGetOffer("+4915100000102")).isEqualTo("ALLOWED");

        site.write("+4915100000102", "STOP");

        site.waitUntil(
                "the STOP is in force", () -> site.mayGetOffer("+4915100000102").equals("DENIED OPTED_OUT"));
        site.waitUntil("it is confirmed", () -> site.arrivalsAt("+4915100000102") == 1);
    }

    @Test
    void of_three_messages_in_two_entries_the_unknown_one_is_skipped_and_the_stop_counts() {
        site.optIn(List.of("+4915100000103"));
        String hologram =
                "{\"from\":\"4915100000104\",\"id\":\"wamid.H\",\"timestamp\":\"1\",\"type\":\"hologram\",\"hologram\":{}}";
        String twoEntries = "{\"object\":\"whatsapp_business_account\",\"entry\":["
                + entry(text("4915100000105", "wamid.T105", "hi") + "," + hologram)
                + "," + entry(text("4915100000103", "wamid.STOP103", "Abmelden")) + "]}";

        assertThat(site.client().webhook(twoEntries).status()).isEqualTo(200);

        site.waitUntil(
                "the STOP is in force", () -> site.mayGetOffer("+4915100000103").equals("DENIED OPTED_OUT"));
    }

    @Test
    void the_handshake_knows_its_token_and_a_forged_webhook_changes_nothing() throws Exception {
        String handshake = "/webhooks/meta?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=";
        assertThat(get(handshake + "local-verify-token").body()).isEqualTo("4711");
        assertThat(get(handshake + "wrong").statusCode()).isEqualTo(403);

        site.optIn(List.of("+4915100000106"));
        var forger = new ApiClient(stack.address(), stack.bspAddress(), Site.TOKEN, "not-the-secret");
        assertThat(forger.webhook("{\"entry\":[" + entry(text("4915100000106", "wamid.F", "STOP")) + "]}")
                        .status())
                .isEqualTo(401);
        assertThat(site.mayGetOffer("+4915100000106")).isEqualTo("ALLOWED");
    }

    @Test
    void private_routes_want_the_token() throws Exception {
        assertThat(get("/v1/campaigns").statusCode()).isEqualTo(401);
        assertThat(get("/v1/no-such-route").statusCode()).isEqualTo(404);
    }

    @Test
    void a_free_form_answer_leaves_inside_the_window_and_its_delivery_is_noted() {
        site.write("+4915100000107", "Is it there yet?");
        site.waitUntil(
                "the window is open", () -> site.mayGetText("+4915100000107").equals("ALLOWED"));

        String id = site.client()
                .post(
                        "/v1/messages",
                        "{\"to\":{\"phone\":\"+4915100000107\"},\"text\":{\"body\":\"Tomorrow.\"},\"idempotencyKey\":\"a107\"}")
                .body()
                .path("messageId")
                .asText();

        site.waitUntil("it is delivered", () -> site.client()
                .get("/v1/messages/" + id)
                .body()
                .path("state")
                .asText()
                .equals("DELIVERED"));
    }

    @Test
    void a_schedules_event_starts_a_campaign_through_the_real_zip() throws IOException {
        site.optIn(List.of("+4915100000108"));
        String id = site.campaign(List.of("+4915100000108", "+4915100000109"), null);
        String event = Files.readString(ROOT.resolve("events/campaign/scheduled-campaign.json"))
                .replace("c-event", id)
                .replaceFirst("\"time\": \"[^\"]+\"", "\"time\": \"" + Instant.now() + "\"");

        stack.invoke("campaign", event.getBytes(StandardCharsets.UTF_8));

        site.waitUntil("it is complete", () -> site.stateOf(id).equals("COMPLETED"));
        JsonNode counts = site.counts(id);
        assertThat(counts.path("sent").asInt()).isEqualTo(1);
        assertThat(counts.path("withheld").path("NO_OPT_IN").asInt()).isEqualTo(1);
    }

    @Test
    void it_starts_soon_and_sigterm_leaves_no_process_and_no_port_open() throws Exception {
        int port = LocalPorts.free();
        long begun = System.nanoTime();
        Process up = UpProcess.start(port);
        Site own = Site.at(port);
        own.waitUntilItServes();
        // Twelve on an idle machine: ./assent bench start.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        own.optIn(List.of("+4915100000110"));
        List<ProcessHandle> children = up.children().toList();
        assertThat(children).isNotEmpty();

        up.destroy();

        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        site.waitUntil("its functions have ended", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(UpProcess.isOpen(port)).isFalse();
        assertThat(UpProcess.isOpen(port + 10)).isFalse();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(stack.address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String text(String from, String wamid, String text) {
        return "{\"from\":\"" + from + "\",\"id\":\"" + wamid + "\",\"timestamp\":\""
                + Instant.now().getEpochSecond() + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}";
    }

    private static String entry(String messages) {
        return "{\"id\":\"300000000000001\",\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":"
                + "{\"phone_number_id\":\"100000000000001\"},\"messages\":[" + messages + "]}}]}";
    }
}

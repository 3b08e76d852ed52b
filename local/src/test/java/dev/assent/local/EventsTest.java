package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of events/ runs through its function's real zip, and what it leads to stands here. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EventsTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    /** What a file leads to: an HTTP status, how many messages come back, or nothing to say. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("webhook/button.json", "200"),
            Map.entry("webhook/forged.json", "401"),
            Map.entry("webhook/handshake-with-a-wrong-token.json", "403"),
            Map.entry("webhook/handshake.json", "200"),
            Map.entry("webhook/number-changed.json", "200"),
            Map.entry("webhook/preference-stop.json", "200"),
            Map.entry("webhook/signed-but-not-json.json", "400"),
            Map.entry("webhook/status.json", "200"),
            Map.entry("webhook/text.json", "200"),
            Map.entry("webhook/three-messages-in-two-entries.json", "200"),
            Map.entry("opt-out/everyday-talk.json", "none comes back"),
            Map.entry("opt-out/one-broken-of-two.json", "1 comes back"),
            Map.entry("opt-out/platform-resume.json", "none comes back"),
            Map.entry("opt-out/platform-stop.json", "none comes back"),
            Map.entry("opt-out/stop-by-button.json", "none comes back"),
            Map.entry("opt-out/stop-then-start.json", "none comes back"),
            Map.entry("opt-out/stop.json", "none comes back"),
            Map.entry("session-window/account-news.json", "none comes back"),
            Map.entry("session-window/failed-status.json", "none comes back"),
            Map.entry("session-window/message-and-status.json", "none comes back"),
            Map.entry("session-window/unreadable.json", "1 comes back"),
            Map.entry("consent-capture/contact-of-nobody.json", "404"),
            Map.entry("consent-capture/evidence-of-nobody.json", "404"),
            Map.entry("consent-capture/impossible-number.json", "422"),
            Map.entry("consent-capture/lookup.json", "404, or 200 after opt-in.json"),
            Map.entry("consent-capture/not-json.json", "400"),
            Map.entry("consent-capture/opt-in-without-an-active-act.json", "422"),
            Map.entry("consent-capture/opt-in.json", "201"),
            Map.entry("consent-capture/opt-out.json", "201"),
            Map.entry("campaign/campaign-of-nobody.json", "404"),
            Map.entry("campaign/create.json", "201"),
            Map.entry("campaign/list.json", "200"),
            Map.entry("campaign/message-of-nobody.json", "404"),
            Map.entry("campaign/message.json", "202"),
            Map.entry("campaign/number.json", "200"),
            Map.entry("campaign/pause-of-a-strange-number.json", "422"),
            Map.entry("campaign/pause.json", "200"),
            Map.entry("campaign/permission-check.json", "200"),
            Map.entry("campaign/recipients-of-nobody.json", "404"),
            Map.entry("campaign/resume.json", "200"),
            Map.entry("campaign/scheduled-campaign.json", "done"),
            Map.entry("campaign/start-of-nobody.json", "404"),
            Map.entry("campaign/tick.json", "done"),
            Map.entry("campaign/wrong-category.json", "422"),
            Map.entry("send-worker/dead-letters.json", "none comes back"),
            Map.entry("send-worker/offer.json", "none comes back"),
            Map.entry("send-worker/one-unreadable-of-two.json", "1 comes back"),
            Map.entry("send-worker/text.json", "none comes back"));

    private static @org.jspecify.annotations.Nullable Stack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(StackOptions.of(ROOT, LocalPorts.free(), "secret", Map.of()), new Log(System.out));
    }

    @AfterAll
    static void stop() {
        running().close();
    }

    static Stack running() {
        return java.util.Objects.requireNonNull(stack);
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("events"))) {
            return files.filter(it -> it.toString().endsWith(".json"))
                    .map(it -> ROOT.resolve("events").relativize(it).toString())
                    .filter(it -> !it.startsWith("demo/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void each_file_has_an_outcome_and_each_function_a_file() throws IOException {
        assertThat(files()).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
        assertThat(running().functions().keySet())
                .allMatch(function -> EXPECTED.keySet().stream().anyMatch(it -> it.startsWith(function + "/")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void leads_to_what_is_expected(String file) throws IOException {
        byte[] answer = running()
                .invoke(
                        file.split("/")[0],
                        Files.readAllBytes(ROOT.resolve("events").resolve(file)));

        assertThat(EXPECTED.get(file)).contains(outcome(Json.read(answer)));
        assertThat(running().permissions().refused()).isEmpty();
    }

    private static String outcome(JsonNode answer) {
        if (answer.has("statusCode")) {
            return answer.path("statusCode").asText();
        }
        int comingBack = answer.path("batchItemFailures").size();
        return !answer.has("batchItemFailures") ? "done" : (comingBack == 0 ? "none" : comingBack) + " comes back";
    }

    @Test
    void the_command_runs_an_event_on_the_running_stack() {
        assertThat(invoke("opt-out", ROOT.resolve("events/opt-out/stop.json"))).isEqualTo("0 ");
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "webhook     | {\"a\":           | Not JSON: Unexpected end-of-input within/between Object entries, line 1",
                "webhook     | []                | An event is a JSON object",
                "webhook     | {}                | neither an HTTP API request nor a schedule",
                "opt-out     | {}                | no batch of SQS",
                "send-worker | {\"Records\":null} | no batch of SQS",
                "opt-in      | {}                | There is no function opt-in; there are [campaign, consent-capture",
            })
    void a_broken_event_is_named(String function, String event, String named, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("event.json"), event);

        assertThat(invoke(function, file)).startsWith("1 ").contains(named);
    }

    @Test
    void a_missing_file_is_named() {
        assertThat(invoke("opt-out", Path.of("no-such-event.json"))).isEqualTo("1 There is no file no-such-event.json");
    }

    /** The exit code and what went wrong. */
    private static String invoke(String function, Path event) {
        var errors = new StringWriter();
        var standardError = new java.io.ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new java.io.PrintStream(standardError, true, StandardCharsets.UTF_8));
        try {
            int exit = Assent.commandLine()
                    .setErr(new PrintWriter(errors, true))
                    .execute(
                            "invoke",
                            function,
                            "--event",
                            event.toString(),
                            "--stack",
                            running().address().toString());
            String told = errors + standardError.toString(StandardCharsets.UTF_8);
            return exit + " " + told.lines().findFirst().orElse("").replaceFirst("^assent: ", "");
        } finally {
            System.setErr(before);
        }
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of webhook that the command sends does what Meta's would. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SendWebhookTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    private static final AtomicInteger NEXT_PHONE = new AtomicInteger(700);

    private static Stack stack = unset();
    private static Site site = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before the first test.
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of()), new Log(System.out));
        site = Site.of(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "stop,       ''",
        "button,     --text=Stop --payload=OPT_OUT",
        "preference, --value=stop",
        "text,       --text=abmelden",
    })
    void an_opt_out_is_in_force_after_it(String kind, String options) {
        String phone = Site.phone(NEXT_PHONE.getAndIncrement());
        site.optIn(List.of(phone));

        assertThat(send(kind, phone, options)).isEqualTo("0");

        site.waitUntil("the opt-out is in force", () -> site.mayGetOffer(phone).equals("DENIED OPTED_OUT"));
    }

    @Test
    void a_text_opens_the_window_at_the_stacks_own_time() {
        String phone = Site.phone(760);

        assertThat(send("text", phone, "--text=Hello")).isEqualTo("0");

        site.waitUntil("the window is open", () -> site.mayGetText(phone).equals("ALLOWED"));
    }

    @Test
    void a_status_moves_a_message_on() {
        String phone = Site.phone(761);
        site.optIn(List.of(phone));
        String campaign = site.campaign(List.of(phone), null);
        site.start(campaign);
        site.waitUntil(
                "it is delivered", () -> site.counts(campaign).path("delivered").asInt() == 1);

        assertThat(send("status", phone, "--message=" + campaign + "-1 --state=read"))
                .isEqualTo("0");

        site.waitUntil("it is read", () -> site.counts(campaign).path("read").asInt() == 1);
    }

    @Test
    void a_changed_number_is_taken() {
        assertThat(send("system", Site.phone(762), "--new-number=+4915200000763"))
                .isEqualTo("0");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "smoke,      '',                'There is no webhook smoke; there are stop, start'",
        "text,       '',                'This kind of webhook wants --text'",
        "status,     --message=m --state=lost, 'A state is sent, delivered, read or failed; not lost'",
        "preference, --value=maybe,     'A preference is stop or resume; not maybe'",
    })
    void what_is_wrong_is_named(String kind, String options, String told) {
        assertThat(send(kind, Site.phone(1), options)).startsWith("1 ").contains(told);
    }

    @Test
    void a_number_that_can_be_none_and_a_wrong_secret_are_refused() {
        assertThat(send("stop", "Kim", "")).contains("A phone number is written as +49");
        assertThat(send("stop", Site.phone(1), "--secret=wrong")).isEqualTo("1");
    }

    /** The exit code, and what was wrong. */
    private static String send(String kind, String phone, String options) {
        List<String> arguments = new ArrayList<>(List.of(
                "send-webhook",
                kind,
                "--from",
                phone,
                "--stack",
                stack.address().toString()));
        if (!options.isEmpty()) {
            arguments.addAll(List.of(options.split(" ")));
        }
        var errors = new StringWriter();
        int exit = Assent.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments.toArray(String[]::new));
        return (exit + " " + errors.toString().lines().findFirst().orElse("").replaceFirst("^assent: ", "")).strip();
    }
}

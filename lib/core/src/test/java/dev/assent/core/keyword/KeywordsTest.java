package dev.assent.core.keyword;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.Properties;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeywordsTest {

    private final Keywords keywords = Keywords.builtIn();

    @Test
    void stop_is_understood_in_five_languages() {
        for (String message : List.of("STOP", "Abmelden", "BAJA", "Отписаться", "退订", "стоп", "unsubscribe")) {
            assertThat(keywords.read(message).intent()).as(message).isEqualTo(Intent.OPT_OUT);
        }
        assertThat(keywords.read("abmelden").language()).isEqualTo("de");
        assertThat(keywords.read("退訂").rule()).isEqualTo("keyword:zh:退訂");
    }

    @Test
    void decoration_makes_no_difference() {
        for (String message : List.of(
                " stop! ",
                "Stop.",
                "ＳＴＯＰ",
                "st\u200Bop",
                "STOP 🙏",
                "\"stop\"",
                "stop\u00A0all",
                "OPT  OUT",
                "NO MÁS")) {
            assertThat(keywords.read(message).intent()).as(message).isEqualTo(Intent.OPT_OUT);
        }
    }

    @Test
    void a_message_that_merely_contains_a_keyword_means_nothing() {
        for (String message : List.of(
                "Please send me the price",
                "can you stop by at 5?",
                "cancel my order",
                "parada de ônibus?",
                "don't stop",
                "non-stop flight",
                "",
                "🛑",
                "shop")) {
            assertThat(keywords.read(message).intent()).as(message).isEqualTo(Intent.NONE);
        }
    }

    @Test
    void start_and_help_are_told_apart() {
        assertThat(keywords.read("START").intent()).isEqualTo(Intent.OPT_IN);
        assertThat(keywords.read("unstop").intent()).isEqualTo(Intent.OPT_IN);
        assertThat(keywords.read("Hilfe").intent()).isEqualTo(Intent.HELP);
    }

    @Test
    void any_string_is_read_in_linear_time() {
        Properties.forAll(5, 2_000, random -> {
            String any = random.ints(random.nextInt(200), 0, 0x10FFFF)
                    .filter(it -> it < 0xD800 || it > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(keywords.read(any)).isNotNull();
        });
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> keywords.read("!".repeat(65_536) + "stop" + " ".repeat(65_536)));
    }
}

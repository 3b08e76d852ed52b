package dev.assent.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ContentRulesTest {

    private static final String LINK = "https://acme.example/a.jpg";

    @Test
    void texts_and_captions_have_bounds() {
        assertThat(fault(new MessageContent.Text("x".repeat(4096)))).isFalse();
        assertThat(fault(new MessageContent.Text("x".repeat(4097)))).isTrue();
        assertThat(fault(new MessageContent.Text(" "))).isTrue();
        assertThat(fault(image("x".repeat(1024)))).isFalse();
        assertThat(fault(image("x".repeat(1025)))).isTrue();
        assertThat(fault(new MessageContent.Media(MessageContent.MediaType.AUDIO, LINK, "la", null)))
                .isTrue();
    }

    @Test
    void media_is_fetched_by_https_only() {
        for (String link : List.of("http://acme.example/a.jpg", "ftp://a", "https://a b", "")) {
            assertThat(fault(new MessageContent.Media(MessageContent.MediaType.IMAGE, link, null, null)))
                    .as(link)
                    .isTrue();
        }
    }

    @Test
    void templates_have_headers_and_buttons_within_bounds() {
        assertThat(fault(template(null, List.of()))).isFalse();
        assertThat(fault(template(header(MessageContent.HeaderType.TEXT, "x".repeat(61)), List.of())))
                .isTrue();
        assertThat(fault(template(header(MessageContent.HeaderType.IMAGE, LINK), List.of())))
                .isFalse();
        assertThat(fault(template(header(MessageContent.HeaderType.DOCUMENT, "/etc/passwd"), List.of())))
                .isTrue();
        assertThat(fault(template(null, List.of(button(10, "OPT_OUT"))))).isTrue();
        assertThat(fault(template(null, List.of(button(0, "x".repeat(129)))))).isTrue();
    }

    @Test
    void parameters_stay_on_one_line() {
        assertThat(ContentRules.faultOfParameter("four    spaces")).isEmpty();
        for (String parameter : List.of("two\nlines", "a\rb", "a\tb", "five     spaces", " ", "x".repeat(1025))) {
            assertThat(ContentRules.faultOfParameter(parameter)).as(parameter).isPresent();
        }
    }

    @Test
    void a_fault_names_its_field() {
        assertThat(ContentRules.faultOf(template(null, List.of(button(-1, "OPT_OUT")))))
                .map(ContentRules.Fault::field)
                .contains("buttons");
        assertThat(ContentRules.faultOf(template(header(MessageContent.HeaderType.IMAGE, ""), List.of())))
                .map(ContentRules.Fault::field)
                .contains("header");
        assertThat(ContentRules.faultOf(interactive(null, 4, 20)))
                .map(ContentRules.Fault::field)
                .contains("action");
    }

    @Test
    void at_most_three_buttons_or_ten_rows_with_ids_of_their_own() {
        assertThat(fault(interactive(null, 3, 20))).isFalse();
        assertThat(fault(interactive(null, 4, 20))).isTrue();
        assertThat(fault(interactive(null, 3, 21))).isTrue();
        assertThat(fault(interactive("Choose", 10, 24))).isFalse();
        assertThat(fault(interactive("Choose", 11, 24))).isTrue();
        var twice = new MessageContent.Choice("yes", "Yes", null);
        assertThat(fault(new MessageContent.Interactive("?", null, null, null, List.of(twice, twice))))
                .isTrue();
        assertThat(fault(new MessageContent.Interactive("x".repeat(1025), null, null, null, List.of(twice))))
                .isTrue();
        assertThat(interactive("Choose", 1, 1).toString()).isEqualTo("Interactive[1 choices]");
    }

    private static boolean fault(MessageContent content) {
        return ContentRules.faultOf(content).isPresent();
    }

    private static MessageContent image(String caption) {
        return new MessageContent.Media(MessageContent.MediaType.IMAGE, LINK, caption, null);
    }

    private static MessageContent template(
            MessageContent.@Nullable Header header, List<MessageContent.ButtonParameter> buttons) {
        return new MessageContent.Template("t", "en", Category.UTILITY, "x", List.of("Kim"), header, buttons);
    }

    private static MessageContent.Header header(MessageContent.HeaderType type, String value) {
        return new MessageContent.Header(type, value, null);
    }

    private static MessageContent.ButtonParameter button(int index, String payload) {
        return new MessageContent.ButtonParameter(index, MessageContent.ButtonKind.QUICK_REPLY, payload);
    }

    private static MessageContent interactive(@Nullable String listButton, int choices, int title) {
        return new MessageContent.Interactive(
                "Which one?",
                null,
                null,
                listButton,
                IntStream.range(0, choices)
                        .mapToObj(it -> new MessageContent.Choice("c" + it, "x".repeat(title), null))
                        .toList());
    }
}

package dev.assent.core.message;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * WhatsApp's bounds on what a message says: whoever breaks them gets an error from the provider, so it is said before.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages">Meta:
 *     send messages</a>
 */
public final class ContentRules {

    private static final int TEXT = 4096;
    private static final int PARAMETER = 1024;
    private static final int CAPTION = 1024;
    private static final int HEADER = 60;
    private static final int PAYLOAD = 128;
    private static final int LINK = 2048;
    private static final int MOST_TEMPLATE_BUTTONS = 10;

    private static final Pattern NOT_IN_A_PARAMETER = Pattern.compile("[\n\r\t]| {5}");

    private ContentRules() {}

    /**
     * What is wrong with a message.
     *
     * @param field the part of the content that is
     * @param what one sentence that quotes nothing
     */
    public record Fault(String field, String what) {}

    /** What is wrong with it first of all; empty if nothing is. */
    public static Optional<Fault> faultOf(MessageContent content) {
        return switch (content) {
            case MessageContent.Text(var body) -> fault(within(body, TEXT), "body", "A text has 1 to 4096 characters.");
            case MessageContent.Template template -> template(template);
            case MessageContent.Media media -> media(media);
            case MessageContent.Interactive interactive -> interactive(interactive);
        };
    }

    /**
     * What is wrong with one parameter of a template; empty if nothing is.
     *
     * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes">Meta:
     *     error codes, 132018</a>
     */
    public static Optional<String> faultOfParameter(String parameter) {
        if (!within(parameter, PARAMETER)) {
            return Optional.of("A template parameter has 1 to 1024 characters.");
        }
        return NOT_IN_A_PARAMETER.matcher(parameter).find()
                ? Optional.of("A template parameter has no line breaks, no tabs and no more than 4 spaces in a row.")
                : Optional.empty();
    }

    private static Optional<Fault> fault(boolean fits, String field, String what) {
        return fits ? Optional.empty() : Optional.of(new Fault(field, what));
    }

    private static Optional<Fault> template(MessageContent.Template template) {
        return template.parameters().stream()
                .map(ContentRules::faultOfParameter)
                .flatMap(Optional::stream)
                .findFirst()
                .map(it -> new Fault("parameters", it))
                .or(() -> header(template.header()))
                .or(() -> buttons(template));
    }

    private static Optional<Fault> header(MessageContent.@Nullable Header header) {
        if (header == null) {
            return Optional.empty();
        }
        return header.type() == MessageContent.HeaderType.TEXT
                ? fault(
                        within(header.value(), HEADER)
                                && faultOfParameter(header.value()).isEmpty(),
                        "header",
                        "A template header is a text of 1 to 60 characters on one line.")
                : fault(
                        isLink(header.value()),
                        "header",
                        "A template header has an https link of up to 2048 characters.");
    }

    private static Optional<Fault> buttons(MessageContent.Template template) {
        boolean fit = template.buttons().size() <= MOST_TEMPLATE_BUTTONS
                && template.buttons().stream()
                        .allMatch(it -> it.index() >= 0
                                && it.index() < MOST_TEMPLATE_BUTTONS
                                && within(it.value(), it.kind() == MessageContent.ButtonKind.URL ? LINK : PAYLOAD));
        return fault(fit, "buttons", "A template has up to 10 buttons, index 0 to 9, payloads of 1 to 128 characters.");
    }

    private static Optional<Fault> media(MessageContent.Media media) {
        if (media.caption() != null && media.type() == MessageContent.MediaType.AUDIO) {
            return Optional.of(new Fault("caption", "Sounds have no caption."));
        }
        return fault(isLink(media.link()), "link", "Media is fetched from an https link of up to 2048 characters.")
                .or(() -> fault(
                        withinOrAbsent(media.caption(), CAPTION), "caption", "A caption has 1 to 1024 characters."));
    }

    private static Optional<Fault> interactive(MessageContent.Interactive interactive) {
        return fault(within(interactive.body(), 1024), "body", "The body has 1 to 1024 characters.")
                .or(() -> fault(
                        withinOrAbsent(interactive.header(), HEADER), "header", "The header has 1 to 60 characters."))
                .or(() ->
                        fault(withinOrAbsent(interactive.footer(), 60), "footer", "The footer has 1 to 60 characters."))
                .or(() -> choices(interactive));
    }

    private static Optional<Fault> choices(MessageContent.Interactive interactive) {
        int most = interactive.hasList() ? 10 : 3;
        int title = interactive.hasList() ? 24 : 20;
        boolean fit = !interactive.choices().isEmpty()
                && interactive.choices().size() <= most
                && withinOrAbsent(interactive.listButton(), 20)
                && interactive.choices().stream()
                        .allMatch(it -> within(it.id(), 200)
                                && within(it.title(), title)
                                && withinOrAbsent(it.description(), 72)
                                && (interactive.hasList() || it.description() == null))
                && interactive.choices().stream()
                                .map(MessageContent.Choice::id)
                                .distinct()
                                .count()
                        == interactive.choices().size();
        return fault(
                fit,
                "action",
                interactive.hasList()
                        ? "A list has a button of 1 to 20 characters and 1 to 10 rows: ids that differ, titles of 1 to 24"
                                + " characters, descriptions of up to 72."
                        : "There are 1 to 3 buttons: ids that differ, titles of 1 to 20 characters.");
    }

    private static boolean isLink(String link) {
        return link.startsWith("https://") && within(link, LINK) && link.chars().noneMatch(it -> it <= ' ');
    }

    private static boolean withinOrAbsent(@Nullable String text, int most) {
        return text == null || within(text, most);
    }

    private static boolean within(String text, int most) {
        return !text.isBlank() && text.length() <= most;
    }
}

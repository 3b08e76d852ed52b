package dev.assent.core.message;

import java.util.Optional;
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

    private ContentRules() {}

    /** What is wrong with it, one sentence that quotes nothing; empty if nothing is. */
    public static Optional<String> faultOf(MessageContent content) {
        return switch (content) {
            case MessageContent.Text(var body) ->
                within(body, TEXT) ? Optional.empty() : Optional.of("A text has 1 to 4096 characters.");
            case MessageContent.Template template -> template(template);
            case MessageContent.Media media -> media(media);
            case MessageContent.Interactive interactive -> interactive(interactive);
        };
    }

    private static Optional<String> template(MessageContent.Template template) {
        if (template.parameters().stream().anyMatch(it -> !within(it, PARAMETER))) {
            return Optional.of("A template parameter has 1 to 1024 characters.");
        }
        MessageContent.Header header = template.header();
        if (header != null) {
            boolean fits = header.type() == MessageContent.HeaderType.TEXT
                    ? within(header.value(), HEADER)
                    : isLink(header.value());
            if (!fits) {
                return Optional.of("A template header is a text of 1 to 60 characters or an https link.");
            }
        }
        boolean buttonsFit = template.buttons().size() <= MOST_TEMPLATE_BUTTONS
                && template.buttons().stream()
                        .allMatch(it -> it.index() >= 0
                                && it.index() < MOST_TEMPLATE_BUTTONS
                                && within(it.value(), it.kind() == MessageContent.ButtonKind.URL ? LINK : PAYLOAD));
        return buttonsFit
                ? Optional.empty()
                : Optional.of("A template has up to 10 buttons, payloads of 1 to 128 characters.");
    }

    private static Optional<String> media(MessageContent.Media media) {
        if (!isLink(media.link())) {
            return Optional.of("Media is fetched from an https link of up to 2048 characters.");
        }
        boolean captionFits = media.caption() == null
                || (media.type() != MessageContent.MediaType.AUDIO && within(media.caption(), CAPTION));
        return captionFits ? Optional.empty() : Optional.of("A caption has 1 to 1024 characters; sounds have none.");
    }

    private static Optional<String> interactive(MessageContent.Interactive interactive) {
        if (!within(interactive.body(), 1024)
                || !withinOrAbsent(interactive.header(), HEADER)
                || !withinOrAbsent(interactive.footer(), 60)) {
            return Optional.of("Interactive: the body has up to 1024 characters, header and footer up to 60.");
        }
        int most = interactive.hasList() ? 10 : 3;
        int title = interactive.hasList() ? 24 : 20;
        boolean choicesFit = !interactive.choices().isEmpty()
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
        return choicesFit
                ? Optional.empty()
                : Optional.of("Interactive: up to 3 buttons (titles up to 20 characters) or 10 rows (24), ids differ.");
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

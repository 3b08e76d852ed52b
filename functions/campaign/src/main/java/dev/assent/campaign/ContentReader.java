package dev.assent.campaign;

import dev.assent.aws.http.RequestBody;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Template;
import dev.assent.core.message.ContentRules;
import dev.assent.core.message.MessageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a message is to say, and refuses what WhatsApp would. */
final class ContentReader {

    private static final List<String> KINDS = List.of("template", "text", "interactive", "media");
    private static final int LONGEST_MESSAGE = 32_768;
    private static final MessageContent NOTHING = new MessageContent.Text("");

    private final Catalogue catalogue;

    ContentReader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    MessageContent read(RequestBody body) {
        List<String> there = KINDS.stream().filter(body::has).toList();
        if (there.size() != 1) {
            body.error("template", "Send one of template, text, interactive and media.");
            return NOTHING;
        }
        String kind = there.getFirst();
        RequestBody content = body.object(kind);
        MessageContent read =
                switch (kind) {
                    case "template" -> template(content);
                    case "text" -> text(content);
                    case "interactive" -> interactive(content);
                    default -> media(content);
                };
        if (!(read instanceof MessageContent.Template)) {
            content.nothingElse();
            ContentRules.faultOf(read).ifPresent(fault -> content.errorIfNone(fault.field(), fault.what()));
        }
        return read;
    }

    /** The template that stands in when the customer service window is closed; null if none does. */
    MessageContent.@Nullable Template fallback(RequestBody body, MessageContent content) {
        if (!body.has("fallbackTemplate")) {
            return null;
        }
        if (content instanceof MessageContent.Template) {
            body.error("fallbackTemplate", "A template needs no window; leave fallbackTemplate out.");
        }
        return template(body.object("fallbackTemplate"));
    }

    private static MessageContent text(RequestBody text) {
        return new MessageContent.Text(text.required("body"));
    }

    private static MessageContent media(RequestBody media) {
        return new MessageContent.Media(
                media.oneOf("type", MessageContent.MediaType.class).orElseGet(() -> {
                    media.required("type");
                    return MessageContent.MediaType.IMAGE;
                }),
                media.required("link"),
                media.text("caption").orElse(null),
                media.text("filename").orElse(null));
    }

    // As Meta writes it: what a developer finds in its examples works here.
    private static MessageContent interactive(RequestBody interactive) {
        String type = interactive.required("type");
        RequestBody action = interactive.object("action");
        boolean list = type.equals("list");
        if (!list && !type.equals("button")) {
            interactive.error("type", "Use button or list.");
        }
        List<MessageContent.Choice> choices = list
                ? action.objects("sections").stream()
                        .flatMap(ContentReader::rows)
                        .toList()
                : action.objects("buttons").stream().map(ContentReader::button).toList();
        String listButton = list ? action.required("button") : null;
        action.nothingElse();
        return new MessageContent.Interactive(
                textOf(interactive, "body"),
                interactive.has("header") ? textOf(interactive, "header") : null,
                interactive.has("footer") ? textOf(interactive, "footer") : null,
                listButton,
                choices);
    }

    private static String textOf(RequestBody interactive, String field) {
        RequestBody part = interactive.object(field);
        part.text("type")
                .filter(it -> !it.equals("text"))
                .ifPresent(_ -> part.error("type", "Only text is sent here."));
        return part.required("text");
    }

    private static Stream<MessageContent.Choice> rows(RequestBody section) {
        section.text("title");
        List<MessageContent.Choice> rows = new ArrayList<>();
        section.objects("rows")
                .forEach(row -> rows.add(new MessageContent.Choice(
                        row.required("id"),
                        row.required("title"),
                        row.text("description").orElse(null))));
        return rows.stream();
    }

    private static MessageContent.Choice button(RequestBody button) {
        button.text("type");
        RequestBody reply = button.object("reply");
        return new MessageContent.Choice(reply.required("id"), reply.required("title"), null);
    }

    /** A template with its category and topic settled: what is known from the BSP wins. */
    MessageContent.Template template(RequestBody body) {
        String name = body.required("name");
        String language = body.text("language").orElse("en");
        Optional<Template> known = catalogue.template(name, language);
        Category category = known.map(Template::category).orElse(Category.MARKETING);
        body.oneOf("category", Category.class).filter(it -> it != category).ifPresent(stated -> {
            String source = known.isPresent() ? "is registered as " : "is not registered and counts as ";
            body.error("category", "The template " + source + category + "; leave category out or correct it.");
        });
        List<String> parameters = body.texts("parameters");
        known.filter(it -> it.bodyParameters() != parameters.size())
                .ifPresent(it ->
                        body.error("parameters", "This template takes " + it.bodyParameters() + " body parameters."));
        if (parameters.stream().mapToInt(String::length).sum() > LONGEST_MESSAGE) {
            body.error("parameters", "Together the parameters have at most " + LONGEST_MESSAGE + " characters.");
        }
        String topic = topic(body, known);
        var header = body.has("header") ? header(body.object("header")) : null;
        List<MessageContent.ButtonParameter> buttons = body.objects("buttons").stream()
                .map(ContentReader::buttonParameter)
                .toList();
        body.nothingElse();
        var template = new MessageContent.Template(name, language, category, topic, parameters, header, buttons);
        ContentRules.faultOf(template).ifPresent(fault -> body.errorIfNone(fault.field(), fault.what()));
        return template;
    }

    private static MessageContent.Header header(RequestBody header) {
        var type = header.oneOf("type", MessageContent.HeaderType.class).orElse(MessageContent.HeaderType.TEXT);
        String value = header.required(type == MessageContent.HeaderType.TEXT ? "text" : "link");
        String filename = header.text("filename").orElse(null);
        header.nothingElse();
        return new MessageContent.Header(type, value, filename);
    }

    private static MessageContent.ButtonParameter buttonParameter(RequestBody button) {
        int index = button.number("index").orElse(0);
        Optional<String> urlSuffix = button.text("urlSuffix");
        Optional<String> payload = button.text("payload");
        if (urlSuffix.isPresent() == payload.isPresent()) {
            button.error("urlSuffix", "Give each button either urlSuffix or payload.");
        }
        button.nothingElse();
        return new MessageContent.ButtonParameter(
                index,
                urlSuffix.isPresent() ? MessageContent.ButtonKind.URL : MessageContent.ButtonKind.QUICK_REPLY,
                urlSuffix.or(() -> payload).orElse(""));
    }

    private String topic(RequestBody body, Optional<Template> known) {
        Optional<String> stated = body.text("topic");
        String topic = known.map(Template::topic).or(() -> stated).orElse("");
        if (topic.isEmpty()) {
            body.error("topic", "The template is not in assent.yaml; name the topic it belongs to.");
        } else if (!catalogue.topics().containsKey(topic)) {
            body.error("topic", "There is no such topic in assent.yaml.");
        } else if (stated.filter(it -> !it.equals(topic)).isPresent()) {
            body.error("topic", "The template belongs to the topic " + topic + ".");
        }
        return topic;
    }
}

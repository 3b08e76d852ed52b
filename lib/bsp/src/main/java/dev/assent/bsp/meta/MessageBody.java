package dev.assent.bsp.meta;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.core.message.MessageContent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a message says, as the Cloud API wants it; 360dialog takes the same. */
final class MessageBody {

    private MessageBody() {}

    static void put(ObjectNode body, MessageContent content) {
        switch (content) {
            case MessageContent.Text(var text) ->
                body.put("type", "text").putObject("text").put("body", text);
            case MessageContent.Template template -> template(body.put("type", "template"), template);
            case MessageContent.Media media -> media(body, media);
            case MessageContent.Interactive interactive ->
                interactive(body.put("type", "interactive").putObject("interactive"), interactive);
        }
    }

    private static void template(ObjectNode body, MessageContent.Template template) {
        ObjectNode node = body.putObject("template").put("name", template.name());
        node.putObject("language").put("code", template.language());
        ArrayNode components = node.putArray("components");
        if (template.header() != null) {
            header(component(components, "header"), template.header());
        }
        if (!template.parameters().isEmpty()) {
            ArrayNode parameters = component(components, "body");
            template.parameters()
                    .forEach(value -> parameters.addObject().put("type", "text").put("text", value));
        }
        for (MessageContent.ButtonParameter button : template.buttons()) {
            ObjectNode component = components
                    .addObject()
                    .put("type", "button")
                    .put("sub_type", button.kind().name().toLowerCase(Locale.ROOT))
                    .put("index", Integer.toString(button.index()));
            ObjectNode parameter = component.putArray("parameters").addObject();
            switch (button.kind()) {
                case URL -> parameter.put("type", "text").put("text", button.value());
                case QUICK_REPLY -> parameter.put("type", "payload").put("payload", button.value());
            }
        }
        if (components.isEmpty()) {
            node.remove("components");
        }
    }

    private static ArrayNode component(ArrayNode components, String type) {
        return components.addObject().put("type", type).putArray("parameters");
    }

    private static void header(ArrayNode parameters, MessageContent.Header header) {
        String type = header.type().name().toLowerCase(Locale.ROOT);
        ObjectNode parameter = parameters.addObject().put("type", type);
        if (header.type() == MessageContent.HeaderType.TEXT) {
            parameter.put("text", header.value());
        } else {
            ObjectNode media = parameter.putObject(type).put("link", header.value());
            putIfThere(media, "filename", header.filename());
        }
    }

    private static void media(ObjectNode body, MessageContent.Media media) {
        String type = media.type().name().toLowerCase(Locale.ROOT);
        ObjectNode node = body.put("type", type).putObject(type).put("link", media.link());
        putIfThere(node, "caption", media.caption());
        putIfThere(node, "filename", media.filename());
    }

    private static void interactive(ObjectNode node, MessageContent.Interactive interactive) {
        node.put("type", interactive.hasList() ? "list" : "button");
        if (interactive.header() != null) {
            node.putObject("header").put("type", "text").put("text", interactive.header());
        }
        node.putObject("body").put("text", interactive.body());
        if (interactive.footer() != null) {
            node.putObject("footer").put("text", interactive.footer());
        }
        ObjectNode action = node.putObject("action");
        if (interactive.listButton() != null) {
            ArrayNode rows = action.put("button", interactive.listButton())
                    .putArray("sections")
                    .addObject()
                    .putArray("rows");
            interactive.choices().forEach(it -> {
                ObjectNode row = rows.addObject().put("id", it.id()).put("title", it.title());
                putIfThere(row, "description", it.description());
            });
        } else {
            ArrayNode buttons = action.putArray("buttons");
            interactive.choices().forEach(it -> buttons.addObject()
                    .put("type", "reply")
                    .putObject("reply")
                    .put("id", it.id())
                    .put("title", it.title()));
        }
    }

    private static void putIfThere(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}

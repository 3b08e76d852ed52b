package dev.assent.core.message;

import dev.assent.core.catalogue.Category;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a message says. */
public sealed interface MessageContent {

    /**
     * A template message: permitted outside the customer service window, with the right opt-in.
     *
     * @param category as known from the BSP
     * @param parameters the body's, in order
     * @param header what fills the header, or null if nothing does
     * @param buttons what fills its buttons
     */
    record Template(
            String name,
            String language,
            Category category,
            String topic,
            List<String> parameters,
            @Nullable Header header,
            List<ButtonParameter> buttons)
            implements MessageContent {

        /** Copies the lists. */
        @SuppressWarnings("RedundantNullCheck") // Queued by a version that knew no buttons.
        public Template {
            parameters = List.copyOf(parameters);
            buttons = List.copyOf(Objects.requireNonNullElse(buttons, List.of()));
        }

        /** A template with body parameters only. */
        public Template(String name, String language, Category category, String topic, List<String> parameters) {
            this(name, language, category, topic, parameters, null, List.of());
        }

        /** Hides the parameters: they are personal. */
        @Override
        public String toString() {
            return "Template[" + name + " " + language + "]";
        }
    }

    /**
     * What fills a template's header.
     *
     * @param value the text, or the https address of the picture, video or document
     * @param filename of a document, or null
     */
    record Header(HeaderType type, String value, @Nullable String filename) {

        /** Hides the value. */
        @Override
        public String toString() {
            return "Header[" + type + "]";
        }
    }

    /** Kinds of template headers. */
    enum HeaderType {
        TEXT,
        IMAGE,
        VIDEO,
        DOCUMENT
    }

    /**
     * What fills one of a template's buttons: the end of its address, or the payload that a tap sends back.
     *
     * @param index from 0
     */
    record ButtonParameter(int index, ButtonKind kind, String value) {

        /** Hides the value. */
        @Override
        public String toString() {
            return "ButtonParameter[" + index + " " + kind + "]";
        }
    }

    /** Kinds of template buttons that take a parameter. */
    enum ButtonKind {
        URL,
        QUICK_REPLY
    }

    /** Anything that is no template: permitted inside the customer service window only. */
    sealed interface FreeForm extends MessageContent {}

    /**
     * A text.
     *
     * @param body 1 to 4,096 characters
     */
    record Text(String body) implements FreeForm {

        /** Hides the text. */
        @Override
        public String toString() {
            return "Text[" + body.length() + " characters]";
        }
    }

    /**
     * A picture, video, document or sound that the provider fetches.
     *
     * @param link its https address
     * @param caption at most 1,024 characters, or null; none for sounds
     * @param filename of a document, or null
     */
    record Media(
            MediaType type,
            String link,
            @Nullable String caption,
            @Nullable String filename) implements FreeForm {

        /** Hides link and caption. */
        @Override
        public String toString() {
            return "Media[" + type + "]";
        }
    }

    /** Kinds of media. */
    enum MediaType {
        IMAGE,
        VIDEO,
        DOCUMENT,
        AUDIO
    }

    /**
     * A text with up to three buttons, or with a list of up to ten rows.
     *
     * @param listButton what opens the list; null for buttons
     */
    record Interactive(
            String body,
            @Nullable String header,
            @Nullable String footer,
            @Nullable String listButton,
            List<Choice> choices)
            implements FreeForm {

        /** Copies the choices. */
        public Interactive {
            choices = List.copyOf(choices);
        }

        /** Whether it shows a list. */
        public boolean hasList() {
            return listButton != null;
        }

        /** Hides the text. */
        @Override
        public String toString() {
            return "Interactive[" + choices.size() + " choices]";
        }
    }

    /**
     * A button or a list row.
     *
     * @param id what comes back when it is tapped
     * @param description of a list row, or null
     */
    record Choice(String id, String title, @Nullable String description) {}
}

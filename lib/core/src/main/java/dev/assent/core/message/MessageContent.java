package dev.assent.core.message;

import dev.assent.core.catalogue.Category;
import java.util.List;

/** What a message says. */
public sealed interface MessageContent {

    /**
     * A template message: permitted outside the customer service window, with the right opt-in.
     *
     * @param category as known from the BSP
     * @param parameters the body's, in order
     */
    record Template(String name, String language, Category category, String topic, List<String> parameters)
            implements MessageContent {

        /** Copies the parameters. */
        public Template {
            parameters = List.copyOf(parameters);
        }

        /** Hides the parameters: they are personal. */
        @Override
        public String toString() {
            return "Template[" + name + " " + language + "]";
        }
    }

    /**
     * A free-form text: permitted inside the customer service window only.
     *
     * @param body 1 to 4,096 characters
     */
    record Text(String body) implements MessageContent {

        /** Hides the text. */
        @Override
        public String toString() {
            return "Text[" + body.length() + " characters]";
        }
    }
}

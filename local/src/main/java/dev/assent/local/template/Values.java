package dev.assent.local.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the untyped values of a YAML document. */
final class Values {

    private Values() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        throw new TemplateProblem("a map was expected, but there is " + value);
    }

    static Map<String, Object> map(Map<String, Object> parent, String name) {
        return map(parent.getOrDefault(name, Map.of()));
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?>) {
            return (List<Object>) value;
        }
        throw new TemplateProblem("a list was expected, but there is " + value);
    }

    /** A list, or what could have been its only element. */
    static List<Object> listOrOne(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> ? list(value) : List.of(value);
    }

    static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    static int integer(Map<String, Object> properties, String name, int otherwise) {
        Object value = properties.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text(value));
        } catch (NumberFormatException _) {
            throw new TemplateProblem(name + " is a whole number, not " + value);
        }
    }
}

package dev.assent.core.consent;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What proves an opt-in: the wording shown, the act, the place (B8). Field names are those of the API; which of them
 * a method needs is {@link OptInPolicy}'s business.
 *
 * @param fields by name, as the caller stated them; lists are comma-separated, booleans {@code true} or {@code false}
 */
public record Evidence(SortedMap<String, String> fields) {

    /** Copies and sorts the fields. */
    public Evidence {
        fields = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** From any map of fields. */
    public static Evidence of(Map<String, String> fields) {
        return new Evidence(new TreeMap<>(fields));
    }

    /** A field's value; empty if it is missing or blank. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isBlank());
    }

    /** Hides the content: it is personal. */
    @Override
    public String toString() {
        return "Evidence" + fields.keySet();
    }
}

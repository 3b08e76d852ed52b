package dev.assent.core.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the business is called and what it sends.
 *
 * @param business the name that opt-ins must state (B1)
 * @param brands the business's brands; the first is meant where a request names none
 * @param topics by id
 * @param templates every template that is known from the BSP
 * @param replies the texts of automatic answers, by kind and then by language; each has {@code en}
 */
public record Catalogue(
        String business,
        List<String> brands,
        Map<String, Topic> topics,
        List<Template> templates,
        Map<String, Map<String, String>> replies) {

    /** Copies its collections. */
    public Catalogue {
        brands = List.copyOf(brands);
        topics = Map.copyOf(topics);
        templates = List.copyOf(templates);
        replies = Map.copyOf(replies);
    }

    /** The brand that is meant where none is named. */
    public String defaultBrand() {
        return brands.getFirst();
    }

    /** Finds a template by name and language. */
    public Optional<Template> template(String name, String language) {
        return templates.stream()
                .filter(template ->
                        template.name().equals(name) && template.language().equals(language))
                .findFirst();
    }

    /** The text of an automatic answer in this language, else in English, with the business's name filled in. */
    public String reply(String kind, String language) {
        Map<String, String> texts = Optional.ofNullable(replies.get(kind))
                .orElseThrow(() -> new IllegalArgumentException("No reply named " + kind + " in assent.yaml"));
        String text = Optional.ofNullable(texts.getOrDefault(language, texts.get("en")))
                .orElseThrow(() -> new IllegalArgumentException("The reply " + kind + " has no English text"));
        return text.replace("{business}", business);
    }
}

package dev.assent.core.keyword;

/**
 * How a message was understood.
 *
 * @param language of the keyword, such as {@code de}; {@code en} where no keyword was found
 * @param rule which rule decided, such as {@code keyword:de:abmelden}; empty for {@link Intent#NONE}
 */
public record Reading(Intent intent, String language, String rule) {

    static final Reading NOTHING = new Reading(Intent.NONE, "en", "");
}

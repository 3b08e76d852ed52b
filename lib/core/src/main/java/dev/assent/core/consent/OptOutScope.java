package dev.assent.core.consent;

import dev.assent.core.catalogue.Category;
import org.jspecify.annotations.Nullable;

/**
 * What an opt-out covers.
 *
 * @param kind everything, marketing, or one topic
 * @param topic the topic, for {@link Kind#TOPIC} only
 * @param brand the one brand that the person named, or null for the whole business
 */
public record OptOutScope(
        Kind kind, @Nullable String topic, @Nullable String brand) {

    /** How far an opt-out reaches. */
    public enum Kind {
        ALL,
        MARKETING,
        TOPIC
    }

    /** Everything from every brand: what a plain STOP means. */
    public static final OptOutScope ALL = new OptOutScope(Kind.ALL, null, null);

    /** Marketing from every brand: what WhatsApp's own "stop" means. */
    public static final OptOutScope MARKETING = new OptOutScope(Kind.MARKETING, null, null);

    /** A topic is named exactly when the kind is {@link Kind#TOPIC}. */
    public OptOutScope {
        if ((kind == Kind.TOPIC) != (topic != null)) {
            throw new IllegalArgumentException("Scope TOPIC, and no other, names a topic.");
        }
    }

    /** Whether a template message of this category, topic and brand falls under this opt-out. */
    public boolean covers(Category category, TopicOfBrand subject) {
        if (brand != null && !brand.equals(subject.brand())) {
            return false;
        }
        return switch (kind) {
            case ALL -> true;
            case MARKETING -> category == Category.MARKETING;
            case TOPIC -> subject.topic().equals(topic);
        };
    }
}

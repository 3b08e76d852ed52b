package dev.assent.core.catalogue;

/**
 * A subject that people opt in to, each by itself (B4).
 *
 * @param id short name used by the API, such as {@code order-updates}
 * @param category what kind of templates belong to it
 * @param gain one line that says what the person gets from it
 */
public record Topic(String id, Category category, String gain) {}

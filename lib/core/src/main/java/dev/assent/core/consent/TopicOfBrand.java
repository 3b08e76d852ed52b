package dev.assent.core.consent;

/**
 * What consent is given to: one topic of one brand.
 *
 * @param brand the brand's name
 * @param topic the topic's id
 */
public record TopicOfBrand(String brand, String topic) {}

package dev.assent.core.catalogue;

/**
 * A message template as the BSP knows it.
 *
 * @param name its name at the BSP
 * @param language its language code, such as {@code en}
 * @param category the category known from the BSP; it wins over what a caller says
 * @param topic the topic that a person must have chosen
 * @param bodyParameters how many parameters its body takes
 */
public record Template(String name, String language, Category category, String topic, int bodyParameters) {}

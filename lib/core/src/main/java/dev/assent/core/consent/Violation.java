package dev.assent.core.consent;

/**
 * Why an opt-in is not accepted.
 *
 * @param rule the requirement it breaks (B1, B2 ...), or FIELD for a missing or unreadable field
 * @param field the field at fault, as the API names it
 * @param message what to do about it
 */
public record Violation(String rule, String field, String message) {}

package dev.assent.core.contact;

/**
 * A keyed hash of a phone number or user id: finds a person without storing how they can be reached.
 *
 * @param value 64 hexadecimal digits
 */
public record Alias(String value) {}

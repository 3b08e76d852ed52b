package dev.assent.core.contact;

import org.jspecify.annotations.Nullable;

/**
 * How somebody outside names a person: by phone number, by business-scoped user id, or by both.
 *
 * @param phone the number, if known
 * @param userId the business-scoped user id, if known
 */
public record Contact(@Nullable PhoneNumber phone, @Nullable WhatsAppUserId userId) {

    /** At least one of the two must be there. */
    public Contact {
        if (phone == null && userId == null) {
            throw new IllegalArgumentException("A contact needs a phone number or a user id.");
        }
    }

    /** Somebody known by number only. */
    public static Contact of(PhoneNumber phone) {
        return new Contact(phone, null);
    }
}

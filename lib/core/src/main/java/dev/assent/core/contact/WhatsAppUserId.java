package dev.assent.core.contact;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A business-scoped user id (BSUID): names a WhatsApp user to one business portfolio, with or without a phone number.
 *
 * @param value country code, a dot, then up to 128 letters or digits (parent ids have {@code ENT.} in between)
 */
public record WhatsAppUserId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}");

    /** Reads an id as webhooks and callers write it; empty if it has another form. */
    public static Optional<WhatsAppUserId> read(String written) {
        return FORM.matcher(written).matches() ? Optional.of(new WhatsAppUserId(written)) : Optional.empty();
    }

    /** The country it begins with, two letters. */
    public String country() {
        return value.substring(0, 2);
    }

    /** Hides the id: it points at a person. */
    @Override
    public String toString() {
        return "WhatsAppUserId[hidden]";
    }
}

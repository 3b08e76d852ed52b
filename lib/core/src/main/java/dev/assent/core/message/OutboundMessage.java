package dev.assent.core.message;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one person.
 *
 * @param attempt 1 at first; one more after a try that certainly did not reach the person
 * @param from the business phone number id that sends it
 * @param notAfter when it is worthless, or null for never
 * @param requestedAt when the person asked for it (one-time codes), or null
 * @param confirmsStopAt for the confirmation of an opt-out, when the person said stop; null for all else
 */
public record OutboundMessage(
        MessageId id,
        int attempt,
        PersonId to,
        String from,
        String brand,
        MessageContent content,
        Priority priority,
        @Nullable Instant notAfter,
        @Nullable Instant requestedAt,
        @Nullable Instant confirmsStopAt) {

    /** Which send queue it takes. */
    public enum Priority {
        HIGH,
        BULK
    }

    /** Whether a second copy would be an unasked advertisement. */
    public boolean isMarketing() {
        return content instanceof MessageContent.Template template && template.category() == Category.MARKETING;
    }

    /** What the provider echoes in every status of this attempt: the id, and the attempt from the second on. */
    public String callbackData() {
        return attempt == 1 ? id.value() : id.value() + "." + attempt;
    }

    /** The same message, to be tried once more. */
    public OutboundMessage nextAttempt() {
        return new OutboundMessage(
                id, attempt + 1, to, from, brand, content, priority, notAfter, requestedAt, confirmsStopAt);
    }
}

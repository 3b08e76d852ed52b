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
 * @param fallback what is sent instead of a free-form message when the customer service window is closed, or null
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
        @Nullable Instant confirmsStopAt,
        MessageContent.@Nullable Template fallback) {

    /** Which send queue it takes. */
    public enum Priority {
        HIGH,
        BULK
    }

    /** A message without a fallback. */
    public OutboundMessage(
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
        this(id, attempt, to, from, brand, content, priority, notAfter, requestedAt, confirmsStopAt, null);
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
                id, attempt + 1, to, from, brand, content, priority, notAfter, requestedAt, confirmsStopAt, fallback);
    }

    /** The same message to the person who its addressee turned out to be. */
    public OutboundMessage to(PersonId survivor) {
        return new OutboundMessage(
                id, attempt, survivor, from, brand, content, priority, notAfter, requestedAt, confirmsStopAt, fallback);
    }

    /** The fallback template in place of what can't be sent. */
    public OutboundMessage saying(MessageContent.Template instead) {
        return new OutboundMessage(
                id, attempt, to, from, brand, instead, priority, notAfter, requestedAt, confirmsStopAt, null);
    }
}

package dev.assent.core.control;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a number's webhooks arrive: only then does silence about a message say anything.
 *
 * @param lastAt the provider's own time of the latest status that arrived
 */
public record WebhookFlow(Instant lastAt) {

    /** None arrived yet. */
    public static final WebhookFlow NONE = new WebhookFlow(Instant.EPOCH);

    private static final Duration NOTED_EVERY = Duration.ofSeconds(10);

    /** After a status of this time; the same if that says little more. */
    public WebhookFlow at(Instant statusAt) {
        return statusAt.isAfter(lastAt.plus(NOTED_EVERY)) ? new WebhookFlow(statusAt) : this;
    }

    /** Whether statuses arrived of what happened after {@code moment}. */
    public boolean flowsSince(Instant moment) {
        return lastAt.isAfter(moment);
    }
}

package dev.assent.core.window;

import java.time.Duration;
import java.time.Instant;

/**
 * The 24 hours after a person's message in which free-form messages are permitted, per business phone number.
 *
 * @param openedAt when the person wrote, by the message's own timestamp, in whole seconds
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages">Meta:
 *     customer service windows</a>
 */
public record CustomerServiceWindow(Instant openedAt) {

    private static final Duration LENGTH = Duration.ofHours(24);

    // Clocks differ and a request takes time: stop a minute early rather than draw error 131047.
    private static final Duration SAFETY = Duration.ofSeconds(60);

    /** The platform's own end of the window. */
    public Instant closesAt() {
        return openedAt.plus(LENGTH);
    }

    /** Whether a free-form message may still start at {@code now}: until 60 seconds before {@link #closesAt()}. */
    public boolean isOpenAt(Instant now) {
        return now.isBefore(closesAt().minus(SAFETY));
    }

    /** The later of the two: messages arrive in any order. */
    public CustomerServiceWindow orLater(Instant messageAt) {
        return messageAt.isAfter(openedAt) ? new CustomerServiceWindow(messageAt) : this;
    }
}

package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Puts messages off: a minute at most as a delayed queue message, longer in {@link DueItems}. A message is never given
 * back to its queue for waiting; receive counts are for crashes.
 */
public final class Later {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final SendQueues queues;
    private final DueItems dueItems;

    /** Uses both ways of waiting. */
    public Later(SendQueues queues, DueItems dueItems) {
        this.queues = queues;
        this.dueItems = dueItems;
    }

    /** Puts messages to the end of their queues. */
    public void again(List<OutboundMessage> messages) {
        queues.enqueue(messages, AGAIN);
    }

    /** Sees to it that the message is asked about again at {@code notBefore}, not earlier. */
    public void park(OutboundMessage message, Instant notBefore, Instant now) {
        Duration wait = Duration.between(now, notBefore);
        if (wait.compareTo(LONGEST_DELAY) > 0) {
            dueItems.add(message, notBefore, now);
        } else {
            queues.enqueue(List.of(message), wait.isNegative() ? Duration.ZERO : wait.plusMillis(999));
        }
    }
}

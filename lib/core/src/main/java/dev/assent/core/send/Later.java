package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts messages off: a minute at most as a delayed queue message, longer in {@link DueItems}. A message is never given
 * back to its queue for waiting; receive counts are for crashes.
 */
public final class Later {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    private final SendQueues queues;
    private final DueItems dueItems;

    /** Uses both ways of waiting. */
    public Later(SendQueues queues, DueItems dueItems) {
        this.queues = queues;
        this.dueItems = dueItems;
    }

    /**
     * Queues messages that found no slot in time, so that each comes back about when its turn is.
     *
     * @param first how long until the first one's turn
     * @param apart between their turns
     */
    public void again(List<OutboundMessage> messages, Duration first, Duration apart) {
        Map<Duration, List<OutboundMessage>> byDelay = new TreeMap<>();
        for (int i = 0; i < messages.size(); i++) {
            Duration turn = first.plus(apart.multipliedBy(i));
            byDelay.computeIfAbsent(wholeSeconds(turn), _ -> new ArrayList<>()).add(messages.get(i));
        }
        byDelay.forEach((delay, some) -> queues.enqueue(some, delay));
    }

    private static Duration wholeSeconds(Duration turn) {
        long seconds = Math.max(1, Math.min(LONGEST_DELAY.toSeconds(), turn.toSeconds()));
        return Duration.ofSeconds(seconds);
    }

    /** Sees to it that the message is asked about again when the reason may have gone, not before {@code notBefore}. */
    public void park(OutboundMessage message, Reason reason, Instant notBefore, Instant now) {
        switch (reason) {
            case MESSAGING_LIMIT_REACHED -> dueItems.wait(DueItems.Room.MESSAGING_LIMIT, message, now);
            case PAUSED_BY_OPERATOR -> dueItems.wait(DueItems.Room.OPERATOR, message, now);
            default -> at(message, notBefore, now);
        }
    }

    /** Sees to it that the message is asked about again at {@code notBefore}, not earlier. */
    public void at(OutboundMessage message, Instant notBefore, Instant now) {
        Duration wait = Duration.between(now, notBefore);
        if (wait.compareTo(LONGEST_DELAY) > 0) {
            dueItems.add(message, notBefore, now);
        } else {
            queues.enqueue(List.of(message), wait.isNegative() ? Duration.ZERO : wait.plusMillis(999));
        }
    }
}

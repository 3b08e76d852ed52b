package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.util.List;

/** The send queues, one for each {@link OutboundMessage.Priority}. */
public interface SendQueues {

    /**
     * Puts messages into their queues; returns once all of them are accepted.
     *
     * @param delay until they become visible, at most 15 minutes
     */
    void enqueue(List<OutboundMessage> messages, Duration delay);

    /** How many messages wait in a queue, roughly. */
    long depth(OutboundMessage.Priority priority);
}

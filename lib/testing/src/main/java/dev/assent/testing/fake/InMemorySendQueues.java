package dev.assent.testing.fake;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.SendQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Queues in a list; nothing consumes them but the test. */
public final class InMemorySendQueues implements SendQueues {

    /** What was queued. */
    public record Queued(OutboundMessage message, Duration delay) {}

    private final List<Queued> queued = new ArrayList<>();

    @Override
    public synchronized void enqueue(List<OutboundMessage> messages, Duration delay) {
        messages.forEach(message -> queued.add(new Queued(message, delay)));
    }

    @Override
    public synchronized long depth(OutboundMessage.Priority priority) {
        return queued.stream().filter(it -> it.message().priority() == priority).count();
    }

    /** Everything that waits, oldest first; the queues are empty afterwards. */
    public synchronized List<Queued> takeAll() {
        List<Queued> all = List.copyOf(queued);
        queued.clear();
        return all;
    }
}

package dev.assent.core.send;

import dev.assent.core.limit.MessagingLimits;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.ThrottleSlots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Sends a batch of messages, each at most once, at the permitted pace. Numbers run side by side, each in a
 * {@link SendLane} of its own.
 */
public final class SendWorker {

    /**
     * Everything a worker works with.
     *
     * @param portfolioId whose messaging limit is used
     */
    public record Tools(
            Gate gate,
            Messages messages,
            ThrottleSlots slots,
            MessagingLimits limits,
            Bsp bsp,
            Later later,
            SendRate rate,
            String portfolioId,
            InstantSource clock,
            Pace pace) {}

    private final Tools tools;

    /** A worker with these tools. */
    public SendWorker(Tools tools) {
        this.tools = tools;
    }

    /**
     * Brings every message of the batch to an outcome on record, or puts it off. Blocks until the last answer.
     *
     * @param lastStart when the last request may start; what is left then is queued again
     * @return the messages that could not be worked on because something is broken; receive them again
     */
    public Set<MessageId> send(List<OutboundMessage> batch, Instant lastStart) throws InterruptedException {
        Set<MessageId> broken = ConcurrentHashMap.newKeySet();
        Map<String, List<OutboundMessage>> byNumber =
                notYetTaken(batch).stream().collect(Collectors.groupingBy(OutboundMessage::from));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lanes = new ArrayList<>();
            byNumber.forEach((number, messages) -> lanes.add(
                    threads.submit(() -> new SendLane(tools, number, messages, broken, threads).drain(lastStart))));
            for (Future<?> lane : lanes) {
                Failures.join(lane);
            }
        }
        return broken;
    }

    // The queue delivers at least once: whoever is SENDING or has an outcome is somebody's already.
    private List<OutboundMessage> notYetTaken(List<OutboundMessage> batch) {
        Map<MessageId, MessageRecord> known = tools.messages()
                .find(batch.stream().map(OutboundMessage::id).distinct().toList());
        return batch.stream()
                .filter(message -> {
                    MessageRecord record = known.get(message.id());
                    return record == null || !record.isTaken();
                })
                .toList();
    }
}

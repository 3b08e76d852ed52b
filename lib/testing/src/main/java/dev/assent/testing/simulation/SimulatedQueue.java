package dev.assent.testing.simulation;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.SendQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** A standard queue pair: at least once, visibility timeout, dead letters after five receives. */
final class SimulatedQueue implements SendQueues {

    private static final Duration VISIBILITY = Duration.ofSeconds(90);
    private static final int MOST_RECEIVES = 5;

    private final VirtualTime time;
    private final java.util.Map<OutboundMessage.Priority, Deque<Letter>> visible =
            new java.util.EnumMap<>(OutboundMessage.Priority.class);
    private final PriorityQueue<Letter> hidden = new PriorityQueue<>(
            Comparator.comparing((Letter it) -> it.visibleAt).thenComparing(it -> it.order));
    private final List<Letter> dead = new ArrayList<>();
    private int everDead;
    private final java.util.function.Predicate<OutboundMessage> repeats;
    private long order;
    private long receives;
    private int mostReceives;

    /** A message in the queue. */
    static final class Letter {
        private final OutboundMessage message;
        private final long order;
        private final Instant queuedAt;
        private Instant visibleAt;
        private int receives;
        private boolean deleted;

        private Letter(OutboundMessage message, long order, Instant visibleAt) {
            this.message = message;
            this.order = order;
            this.queuedAt = visibleAt;
            this.visibleAt = visibleAt;
        }

        OutboundMessage message() {
            return message;
        }

        int receives() {
            return receives;
        }

        Instant queuedAt() {
            return queuedAt;
        }
    }

    /**
     * @param repeats which messages the queue delivers twice for no reason
     */
    SimulatedQueue(VirtualTime time, java.util.function.Predicate<OutboundMessage> repeats) {
        this.time = time;
        this.repeats = repeats;
    }

    @Override
    public void enqueue(List<OutboundMessage> messages, Duration delay) {
        for (OutboundMessage message : messages) {
            int copies = repeats.test(message) ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                hidden.add(new Letter(message, order++, time.now().plus(delay)));
            }
        }
    }

    private Deque<Letter> visible(OutboundMessage.Priority priority) {
        return visible.computeIfAbsent(priority, _ -> new ArrayDeque<>());
    }

    @Override
    public long depth(OutboundMessage.Priority priority) {
        return visible(priority).size();
    }

    List<Letter> receive(OutboundMessage.Priority priority, int most) {
        while (!hidden.isEmpty() && !hidden.peek().visibleAt.isAfter(time.now())) {
            Letter letter = hidden.remove();
            if (!letter.deleted) {
                visible(letter.message.priority()).add(letter);
            }
        }
        List<Letter> received = new ArrayList<>();
        Deque<Letter> waiting = visible(priority);
        while (received.size() < most && !waiting.isEmpty()) {
            Letter letter = waiting.remove();
            letter.receives++;
            receives++;
            mostReceives = Math.max(mostReceives, letter.receives);
            if (letter.receives > MOST_RECEIVES) {
                dead.add(letter);
                everDead++;
            } else {
                received.add(letter);
                letter.visibleAt = time.now().plus(VISIBILITY);
                hidden.add(letter);
            }
        }
        return received;
    }

    void delete(Letter letter) {
        letter.deleted = true;
    }

    /** Messages that are not done with, dead letters among them. */
    List<OutboundMessage> open() {
        List<OutboundMessage> open = new ArrayList<>();
        visible.values().forEach(it -> it.forEach(letter -> open.add(letter.message)));
        hidden.stream().filter(it -> !it.deleted).forEach(it -> open.add(it.message));
        dead.forEach(it -> open.add(it.message));
        return open;
    }

    /** Receives what is in the dead-letter queue; what is not buried is received again. */
    List<Letter> receiveDead() {
        dead.forEach(it -> it.receives++);
        return List.copyOf(dead);
    }

    void bury(Letter letter) {
        dead.remove(letter);
    }

    /** How many came into the dead-letter queue. */
    int everDead() {
        return everDead;
    }

    int mostReceives() {
        return mostReceives;
    }

    long receives() {
        return receives;
    }
}

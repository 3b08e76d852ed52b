package dev.assent.core.send;

import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Messages that wait, and what ends their waiting: their minute, a place of the messaging limit, an operator. */
public final class WaitingRoom {

    private static final int PER_TICK = 5_000;
    private static final int AT_ONCE = 500;

    /** A worker believes what it read of a brake for less than this. */
    private static final Duration LATE_COMERS = Duration.ofSeconds(5);

    private final DueItems dueItems;
    private final SendQueues queues;
    private final Tools.Counters counters;
    private final AbandonedPlaces abandoned;
    private final String portfolioId;
    private final InstantSource clock;

    /** A room beside these queues. */
    public WaitingRoom(
            DueItems dueItems,
            SendQueues queues,
            Tools.Counters counters,
            AbandonedPlaces abandoned,
            String portfolioId,
            InstantSource clock) {
        this.dueItems = dueItems;
        this.queues = queues;
        this.counters = counters;
        this.abandoned = abandoned;
        this.portfolioId = portfolioId;
        this.clock = clock;
    }

    /** Whose minute has come. */
    public void handOnDue() {
        handOn(PER_TICK, most -> dueItems.due(clock.instant(), most));
    }

    /** As many as the messaging limit has places for; a few minutes' worth of expiring places are found by the next tick. */
    public void handOnWithinLimit() {
        Instant now = clock.instant();
        abandoned.reclaim(now);
        MessagingLimit limit = counters.limit().read(portfolioId, now, Duration.ZERO);
        long room = Math.max(0, limit.maximum() - limit.used(now));
        handOn(
                (int) Math.min(PER_TICK, room),
                most -> dueItems.waiting(DueItems.Room.MESSAGING_LIMIT, clock.instant(), most));
    }

    /** Those who came before the last brake was lifted; who is still stopped comes back. */
    public void handOnAfterRelease() {
        Instant now = clock.instant();
        var controls = counters.controls().read(Tools.Counters.CONTROLS, now, Duration.ZERO);
        Instant until = controls.brakes().isEmpty()
                ? now
                : controls.released() == null
                        ? Instant.EPOCH
                        : controls.released().plus(LATE_COMERS);
        handOn(PER_TICK, most -> dueItems.waiting(DueItems.Room.OPERATOR, until, most));
    }

    private interface Source {
        List<DueItems.Due> next(int most);
    }

    // Enqueued first, forgotten after: a crash in between repeats messages, which the workers drop.
    private void handOn(int most, Source source) {
        int handedOn = 0;
        while (handedOn < most) {
            List<DueItems.Due> next = source.next(Math.min(AT_ONCE, most - handedOn));
            if (next.isEmpty()) {
                return;
            }
            List<OutboundMessage> messages =
                    next.stream().map(DueItems.Due::message).toList();
            queues.enqueue(messages, Duration.ZERO);
            dueItems.remove(next);
            handedOn += next.size();
        }
    }
}

package dev.assent.core.send;

import dev.assent.core.limit.MessagingLimits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The places of the messaging limit that one worker holds for the sends it is about to make. Safe for many threads. */
final class Places {

    private final MessagingLimits limits;
    private final String portfolioId;
    private final Deque<Long> held = new ArrayDeque<>();
    private final Map<Long, Integer> toRelease = new HashMap<>();
    private Instant exhaustedUntil = Instant.MIN;

    Places(MessagingLimits limits, String portfolioId) {
        this.limits = limits;
        this.portfolioId = portfolioId;
    }

    /** Tries to hold at least {@code wanted} places; asks for twice as many, so that it need not ask every time. */
    synchronized void topUp(int wanted, Instant now) {
        while (held.size() < wanted) {
            switch (limits.reserve(portfolioId, 2 * wanted - held.size(), now)) {
                case MessagingLimits.Reservation.Granted(var bucket, var places) -> {
                    for (int i = 0; i < places; i++) {
                        held.add(bucket);
                    }
                }
                case MessagingLimits.Reservation.Exhausted(var until) -> {
                    exhaustedUntil = until;
                    return;
                }
            }
        }
    }

    synchronized Headroom take(Instant now) {
        Long bucket = held.poll();
        if (bucket != null) {
            return new Headroom.Place(bucket);
        }
        // Nothing held and nothing refused: another thread has the last one; ask again in a moment.
        return new Headroom.Exhausted(exhaustedUntil.isAfter(now) ? exhaustedUntil : now.plusSeconds(1));
    }

    synchronized void putBack(Headroom headroom) {
        if (headroom instanceof Headroom.Place(var bucket)) {
            held.push(bucket);
        }
    }

    synchronized void free(long bucket) {
        toRelease.merge(bucket, 1, Integer::sum);
    }

    /** Gives back whatever is held or was freed. */
    synchronized void close() {
        held.forEach(bucket -> toRelease.merge(bucket, 1, Integer::sum));
        held.clear();
        toRelease.forEach((bucket, places) -> limits.release(portfolioId, bucket, places));
        toRelease.clear();
    }
}

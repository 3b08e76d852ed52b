package dev.assent.testing.fake;

import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.SlotBlock;
import dev.assent.core.throttle.ThrottleSlots;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Slots in a map of next free moments. */
public final class InMemoryThrottleSlots implements ThrottleSlots {

    private final Map<String, Instant> nextFree = new HashMap<>();

    @Override
    public synchronized SlotBlock reserve(String phoneNumberId, int count, SendRate rate, Instant now) {
        Instant first = laterOf(nextFree.getOrDefault(phoneNumberId, now), now);
        nextFree.put(phoneNumberId, first.plus(count * rate.intervalMicros(), ChronoUnit.MICROS));
        return new SlotBlock(first, rate.intervalMicros(), count);
    }

    @Override
    public synchronized void pause(String phoneNumberId, Duration pause, Instant now) {
        nextFree.merge(phoneNumberId, now.plus(pause), InMemoryThrottleSlots::laterOf);
    }

    private static Instant laterOf(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

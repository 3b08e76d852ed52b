package dev.assent.core.throttle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Consecutive send slots that belong to one worker.
 *
 * @param first when the first one is due
 * @param intervalMicros microseconds from one to the next
 * @param count how many there are
 */
public record SlotBlock(Instant first, long intervalMicros, int count) {

    /** When slot {@code index} is due, counted from 0. */
    public Instant at(int index) {
        return first.plus(index * intervalMicros, ChronoUnit.MICROS);
    }
}

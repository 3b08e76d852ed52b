package dev.assent.core.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The send slots of one business phone number: every slot is given out once, none earlier than now, one interval apart
 * (generic cell rate algorithm without a burst).
 *
 * <p>Messages of high priority have a lane of their own that may take a quarter of the rate between the slots that bulk
 * already has; what they take pushes the next bulk slots back. When the provider says "too fast" the interval grows by
 * 1.5 % and shrinks again by 0.05 % a second.
 *
 * @param nextFree when the next slot is due, in microseconds since 1970
 * @param nextHigh when the high lane may cut in again, in microseconds since 1970
 * @param speed the share of the permitted rate that was left after the last cut, above 0, at most 1
 * @param cutAt when the provider said "too fast" last, or null
 */
public record Throttle(
        long nextFree,
        long nextHigh,
        double speed,
        @Nullable Instant cutAt) {

    /** Nothing was sent yet. */
    public static final Throttle UNUSED = new Throttle(0, 0, 1, null);

    private static final int HIGH_SHARE = 4;
    private static final double CUT = 0.985;
    private static final double SLOWEST = 0.05;
    private static final double RECOVERY_PER_SECOND = 0.0005;
    private static final Duration CUTS_APART = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Slots, and the throttle without them. */
    public record Granted(Throttle rest, SlotBlock slots) {}

    /**
     * Takes slots for bulk.
     *
     * @param gap the least time after each of them; zero for the rate alone
     * @param latest when the first one must be due; empty if it can't be
     */
    public Optional<Granted> bulk(int count, SendRate rate, Duration gap, Instant now, Instant latest) {
        long first = Math.max(nextFree, micros(now));
        if (first > micros(latest)) {
            return Optional.empty();
        }
        long interval = Math.max(interval(rate, now), micros(gap));
        return Optional.of(new Granted(
                new Throttle(first + count * interval, nextHigh, speed, cutAt),
                new SlotBlock(instant(first), interval, count)));
    }

    /**
     * Takes slots for messages of high priority: the next ones if nothing is queued up, else between those of bulk.
     *
     * @param latest when the first one must be due; empty if it can't be
     */
    public Optional<Granted> high(int count, SendRate rate, Instant now, Instant latest) {
        long interval = interval(rate, now);
        long cutIn = Math.max(nextHigh, micros(now));
        boolean bulkIsQuiet = nextFree <= cutIn;
        long first = bulkIsQuiet ? Math.max(nextFree, micros(now)) : cutIn;
        if (first > micros(latest)) {
            return Optional.empty();
        }
        long apart = bulkIsQuiet ? interval : HIGH_SHARE * interval;
        Throttle rest = bulkIsQuiet
                ? new Throttle(first + count * interval, nextHigh, speed, cutAt)
                : new Throttle(nextFree + count * interval, cutIn + count * apart, speed, cutAt);
        return Optional.of(new Granted(rest, new SlotBlock(instant(first), apart, count)));
    }

    /** The provider counts {@code messages} that came in against the same throughput. */
    public Throttle cameIn(int messages, SendRate rate, Instant now) {
        return nextFree <= micros(now)
                ? this
                : new Throttle(nextFree + messages * interval(rate, now), nextHigh, speed, cutAt);
    }

    /** The provider said "too fast" (130429): a pause of a second, and slower from then on; once in two seconds. */
    public Throttle cut(Instant now) {
        if (cutAt != null && now.isBefore(cutAt.plus(CUTS_APART))) {
            return this;
        }
        long resume = Math.max(nextFree, micros(now)) + micros(PAUSE);
        return new Throttle(resume, nextHigh, Math.max(SLOWEST, speedAt(now) * CUT), now);
    }

    /** The share of the permitted rate that is used. */
    public double speedAt(Instant now) {
        return cutAt == null
                ? 1
                : Math.min(
                        1,
                        speed
                                + RECOVERY_PER_SECOND
                                        * Math.max(
                                                0, Duration.between(cutAt, now).toSeconds()));
    }

    /** When the next bulk slot is due. */
    public Instant nextSlot(Instant now) {
        return instant(Math.max(nextFree, micros(now)));
    }

    private long interval(SendRate rate, Instant now) {
        return Math.round(rate.intervalMicros() / speedAt(now));
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

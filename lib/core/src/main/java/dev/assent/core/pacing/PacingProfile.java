package dev.assent.core.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How slowly a number sends (F2). Every part may be left out; all that are given hold together.
 *
 * @param since when the ramp began; null for no ramp
 * @param ramp new conversations per moving 24 hours on the first day, the second, ...; after the last day the last
 *     figure stays unless {@code newPerDay} says otherwise
 * @param newPerDay new conversations per moving 24 hours
 * @param newPerHour new conversations per moving hour
 * @param activeChats conversations that had a message of ours in the last 24 hours
 * @param leastGap between two bulk messages
 * @param longestGap each gap is drawn between the two
 */
public record PacingProfile(
        @Nullable Instant since,
        List<Integer> ramp,
        @Nullable Integer newPerDay,
        @Nullable Integer newPerHour,
        @Nullable Integer activeChats,
        Duration leastGap,
        Duration longestGap) {

    /** No pacing beyond throughput. */
    public static final PacingProfile NONE =
            new PacingProfile(null, List.of(), null, null, null, Duration.ZERO, Duration.ZERO);

    /** Copies the ramp and checks the gaps. */
    public PacingProfile {
        ramp = List.copyOf(ramp);
        if (leastGap.isNegative() || longestGap.compareTo(leastGap) < 0) {
            throw new IllegalArgumentException("pacing: longestGap must not be shorter than leastGap");
        }
    }

    /** Whether new conversations are counted at all. */
    public boolean countsConversations() {
        return newPerDay != null || newPerHour != null || activeChats != null || !ramp.isEmpty();
    }

    /** Whether messages are spaced out more than throughput wants. */
    public boolean hasGaps() {
        return longestGap.isPositive();
    }

    /** A gap, drawn evenly between the least and the longest. */
    public Duration gap(RandomGenerator random) {
        long spread = longestGap.minus(leastGap).toMillis();
        return leastGap.plusMillis(spread == 0 ? 0 : random.nextLong(spread + 1));
    }

    /** New conversations per moving 24 hours at {@code now}: the smallest of all that is given. */
    public long perDay(Instant now) {
        long bound = Long.MAX_VALUE;
        if (since != null && !ramp.isEmpty()) {
            long day = Math.max(0, Duration.between(since, now).toDays());
            if (day < ramp.size() || newPerDay == null) {
                bound = ramp.get((int) Math.min(day, ramp.size() - 1));
            }
        }
        if (newPerDay != null) {
            bound = Math.min(bound, newPerDay);
        }
        return activeChats == null ? bound : Math.min(bound, activeChats);
    }

    /** New conversations per moving hour. */
    public long perHour() {
        return newPerHour == null ? Long.MAX_VALUE : newPerHour;
    }
}

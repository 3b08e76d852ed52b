package dev.assent.core.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * The moving 24 hours, cut into buckets of five minutes that are numbered since 1970. A person counts in the bucket in
 * which they were written to last, and stops counting when all of it is more than 24 hours ago.
 */
public final class Buckets {

    /** How long one bucket lasts. */
    public static final Duration LENGTH = Duration.ofMinutes(5);

    /** How long people count. */
    public static final Duration DAY = Duration.ofHours(24);

    // A place may be used ten seconds late, a request takes ten more, and clocks differ by some; see Places.
    private static final Duration GUARD = Duration.ofSeconds(90);

    private Buckets() {}

    /** The bucket in which this moment lies. */
    public static long at(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), LENGTH.toSeconds());
    }

    /** When those who count in this bucket stop counting. */
    public static Instant expiry(long bucket) {
        return Instant.ofEpochSecond((bucket + 1) * LENGTH.toSeconds())
                .plus(DAY)
                .plus(GUARD);
    }

    /** Whether those who count in this bucket still count. */
    public static boolean isLive(long bucket, Instant now) {
        return now.isBefore(expiry(bucket));
    }
}

package dev.assent.core.pacing;

import dev.assent.core.limit.BucketCounts;
import dev.assent.core.limit.Buckets;
import java.time.Duration;
import java.time.Instant;

/**
 * The conversations that one number began lately, in buckets of five minutes. A message begins one unless its person had
 * a message of this number in the last 24 hours.
 *
 * @param begun how many in each bucket
 */
public record Conversations(BucketCounts begun) {

    /** None yet. */
    public static final Conversations NONE = new Conversations(BucketCounts.NONE);

    private static final Duration HOUR = Duration.ofHours(1);

    /** How many more may begin now. */
    public long room(PacingProfile profile, Instant now) {
        BucketCounts live = begun.liveAt(now);
        long today = profile.perDay(now) - live.total();
        long thisHour = profile.perHour() - live.since(Buckets.at(now.minus(HOUR)));
        return Math.max(0, Math.min(today, thisHour));
    }

    /** With so many more. */
    public Conversations begin(int count, Instant now) {
        return new Conversations(begun.liveAt(now).plus(Buckets.at(now), count));
    }

    /** Without so many that did not begin after all. */
    public Conversations undone(int count, Instant at) {
        return new Conversations(begun.plus(Buckets.at(at), -count));
    }

    /** When it is worth asking again; {@code now} if there is room. */
    public Instant nextFreeAt(PacingProfile profile, Instant now) {
        if (room(profile, now) > 0) {
            return now;
        }
        BucketCounts live = begun.liveAt(now);
        long today = live.total() - profile.perDay(now) + 1;
        Instant tomorrow = today <= 0 ? now : live.whenFewerBy(today).orElse(now.plus(Buckets.DAY));
        boolean hourIsFull = profile.perHour() - live.since(Buckets.at(now.minus(HOUR))) <= 0;
        Instant nextBucket = hourIsFull ? now.plus(Buckets.LENGTH) : now;
        return tomorrow.isAfter(nextBucket) ? tomorrow : nextBucket;
    }
}

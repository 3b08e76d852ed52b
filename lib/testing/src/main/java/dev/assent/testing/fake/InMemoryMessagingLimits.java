package dev.assent.testing.fake;

import dev.assent.core.limit.Buckets;
import dev.assent.core.limit.MessagingLimits;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** One portfolio's limit, counted in a map of buckets. */
public final class InMemoryMessagingLimits implements MessagingLimits {

    private final long limit;
    private final SortedMap<Long, Integer> buckets = new TreeMap<>();

    /** A limit of so many people per moving 24 hours. */
    public InMemoryMessagingLimits(long limit) {
        this.limit = limit;
    }

    @Override
    public synchronized Reservation reserve(String portfolioId, int wanted, Instant now) {
        Usage usage = usage(portfolioId, now);
        if (usage.isExhausted()) {
            return new Reservation.Exhausted(usage.nextFreeAt());
        }
        int places = MessagingLimits.fairShare(wanted, limit - usage.used());
        buckets.merge(Buckets.at(now), places, Integer::sum);
        return new Reservation.Granted(Buckets.at(now), places);
    }

    @Override
    public synchronized void release(String portfolioId, long bucket, int places) {
        buckets.computeIfPresent(bucket, (_, used) -> used - places);
    }

    @Override
    public synchronized Usage usage(String portfolioId, Instant now) {
        buckets.keySet().removeIf(bucket -> !Buckets.isLive(bucket, now));
        long used = buckets.values().stream().mapToLong(Integer::longValue).sum();
        Instant nextFreeAt = used < limit
                ? now
                : buckets.entrySet().stream()
                        .filter(it -> it.getValue() > 0)
                        .findFirst()
                        .map(it -> Buckets.expiry(it.getKey()))
                        .orElse(now);
        return new Usage(limit, used, nextFreeAt);
    }
}

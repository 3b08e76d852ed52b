package dev.assent.core.limit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many people count in each bucket.
 *
 * @param byBucket only buckets in which somebody counts
 */
public record BucketCounts(SortedMap<Long, Integer> byBucket) {

    /** Nobody counts. */
    public static final BucketCounts NONE = new BucketCounts(new TreeMap<>());

    /** Copies the map and leaves empty buckets out. */
    public BucketCounts {
        SortedMap<Long, Integer> copy = new TreeMap<>(byBucket);
        copy.values().removeIf(it -> it <= 0);
        byBucket = Collections.unmodifiableSortedMap(copy);
    }

    /** Reads what {@link #written()} wrote. */
    public static BucketCounts read(String written) {
        SortedMap<Long, Integer> counts = new TreeMap<>();
        long bucket = 0;
        for (String entry : written.isEmpty() ? new String[0] : written.split(" ")) {
            int colon = entry.indexOf(':');
            bucket += Long.parseLong(entry.substring(0, colon));
            counts.put(bucket, Integer.parseInt(entry.substring(colon + 1)));
        }
        return new BucketCounts(counts);
    }

    /**
     * A short text, {@code <bucket>:<people> <buckets later>:<people> …}: a full day takes 1.5 KB, and an item's size is
     * what a write costs.
     */
    public String written() {
        long[] previous = {0};
        return byBucket.entrySet().stream()
                .map(it -> {
                    String entry = (it.getKey() - previous[0]) + ":" + it.getValue();
                    previous[0] = it.getKey();
                    return entry;
                })
                .collect(Collectors.joining(" "));
    }

    /** These counts with {@code people} more (or, if negative, fewer) in a bucket; never below none. */
    public BucketCounts plus(long bucket, int people) {
        SortedMap<Long, Integer> changed = new TreeMap<>(byBucket);
        changed.merge(bucket, people, Integer::sum);
        return new BucketCounts(changed);
    }

    /** These counts without the buckets that no longer count. */
    public BucketCounts liveAt(Instant now) {
        return byBucket.isEmpty() || Buckets.isLive(byBucket.firstKey(), now)
                ? this
                : new BucketCounts(byBucket.entrySet().stream()
                        .filter(it -> Buckets.isLive(it.getKey(), now))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum, TreeMap::new)));
    }

    /** How many people count in this bucket and all later ones. */
    public long since(long bucket) {
        return byBucket.tailMap(bucket).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** Everybody who counts. */
    public long total() {
        return byBucket.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** The oldest bucket in which somebody counts. */
    public Optional<Long> oldest() {
        return byBucket.isEmpty() ? Optional.empty() : Optional.of(byBucket.firstKey());
    }

    /** When so many of those who count now have stopped counting; empty if there are fewer. */
    public Optional<Instant> whenFewerBy(long people) {
        long gone = 0;
        for (Map.Entry<Long, Integer> entry : byBucket.entrySet()) {
            gone += entry.getValue();
            if (gone >= people) {
                return Optional.of(Buckets.expiry(entry.getKey()));
            }
        }
        return Optional.empty();
    }
}

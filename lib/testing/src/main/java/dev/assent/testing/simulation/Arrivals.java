package dev.assent.testing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * How messages arrived, and what a limiter would have said.
 *
 * @param all in the order of arrival
 * @param rate messages per second that are permitted
 * @param mostReceives how often one queue message was received
 * @param dead queue messages in the dead-letter queue
 * @param violations rules that were broken
 */
public record Arrivals(List<One> all, double rate, int mostReceives, int dead, List<String> violations) {

    /** One message. */
    public record One(Instant queuedAt, Instant at, boolean high) {}

    /** Sorts them. */
    public Arrivals {
        all = all.stream().sorted(java.util.Comparator.comparing(One::at)).toList();
        violations = List.copyOf(violations);
    }

    /** The share of the permitted rate that was used between the first tenth and the last. */
    public double used() {
        int from = all.size() / 10;
        int to = all.size() * 9 / 10;
        Duration time = Duration.between(all.get(from).at(), all.get(to).at());
        return (to - from) / (time.toNanos() / 1e9) / rate;
    }

    /** For each arrival, how many there were in the second that ends with it. */
    private int[] secondsBehind() {
        int[] counts = new int[all.size()];
        int first = 0;
        for (int i = 0; i < all.size(); i++) {
            while (!all.get(first).at().isAfter(all.get(i).at().minusSeconds(1))) {
                first++;
            }
            counts[i] = i - first + 1;
        }
        return counts;
    }

    /** The most that arrived in any second. */
    public int peak() {
        return Arrays.stream(secondsBehind()).max().orElse(0);
    }

    /** The share of the seconds (one ends with each arrival) in which more than this arrived. */
    public double shareAbove(double permitted) {
        return Arrays.stream(secondsBehind()).filter(it -> it > permitted).count() / (double) all.size();
    }

    /** How many a token bucket that holds a second's worth, at least two messages, would have refused. */
    public int refusedByTokenBucket() {
        double depth = Math.max(2, rate);
        double tokens = depth;
        int refused = 0;
        Instant last = all.isEmpty() ? Instant.EPOCH : all.getFirst().at();
        for (One arrival : all) {
            tokens = Math.min(
                    depth, tokens + Duration.between(last, arrival.at()).toNanos() / 1e9 * rate);
            last = arrival.at();
            if (tokens >= 1) {
                tokens--;
            } else {
                refused++;
            }
        }
        return refused;
    }

    /** How long messages of high priority were under way; the share {@code quantile} of them was faster. */
    public Duration highWaited(double quantile) {
        long[] waits = all.stream()
                .filter(One::high)
                .mapToLong(it -> Duration.between(it.queuedAt(), it.at()).toNanos())
                .sorted()
                .toArray();
        return waits.length == 0
                ? Duration.ZERO
                : Duration.ofNanos(waits[(int) Math.min(waits.length - 1, (long) (quantile * waits.length))]);
    }
}

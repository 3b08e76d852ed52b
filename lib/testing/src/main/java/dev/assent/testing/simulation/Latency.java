package dev.assent.testing.simulation;

import java.time.Duration;
import java.util.Random;

/**
 * How long things take: lognormal, as measured for {@code algorithms.md}.
 *
 * @param median half of them are faster
 * @param slowest one in a hundred is slower
 */
record Latency(Duration median, Duration slowest) {

    /** A request to DynamoDB or SQS. */
    static final Latency STORE = ofMillis(4, 20);

    /** The provider's answer. */
    static final Latency PROVIDER = ofMillis(150, 800);

    /** Between two invocations of a worker. */
    static final Latency GAP = ofMillis(15, 80);

    /** Until a status webhook has gone through its queue. */
    static final Latency WEBHOOK = ofMillis(2_000, 120_000);

    private static final double NINETY_NINTH = 2.3263;

    static Latency ofMillis(long median, long slowest) {
        return new Latency(Duration.ofMillis(median), Duration.ofMillis(slowest));
    }

    Duration draw(Random dice) {
        double sigma = Math.log((double) slowest.toNanos() / median.toNanos()) / NINETY_NINTH;
        return Duration.ofNanos((long) (median.toNanos() * Math.exp(sigma * dice.nextGaussian())));
    }
}

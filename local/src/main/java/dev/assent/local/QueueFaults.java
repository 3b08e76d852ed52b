package dev.assent.local;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/**
 * What standard queues may do at any time and the emulator never does by itself.
 *
 * @param dup share of batches that are delivered twice
 * @param late share of batches that are delivered after {@code lateFor}
 */
public record QueueFaults(double dup, double late, Duration lateFor, long seed) {

    /** Queues that behave. */
    public static final QueueFaults NONE = read("");

    /**
     * Reads {@code dup=5%,late=5%:10s,seed=1}; what is left out does not happen.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static QueueFaults read(String spec) {
        double dup = 0;
        double late = 0;
        Duration lateFor = Duration.ofSeconds(10);
        long seed = 1;
        for (String part : spec.isBlank() ? new String[0] : spec.strip().split(",")) {
            String[] pair = part.strip().split("[=:]");
            switch (pair.length < 2 ? part : pair[0]) {
                case "dup" -> dup = share(pair[1]);
                case "late" -> {
                    late = share(pair[1]);
                    lateFor = pair.length > 2 ? Duration.parse("PT" + pair[2].toUpperCase(Locale.ROOT)) : lateFor;
                }
                case "seed" -> seed = Long.parseLong(pair[1]);
                default ->
                    throw new IllegalArgumentException(
                            "Write faults of queues as dup=5%,late=5%:10s,seed=1; not " + part);
            }
        }
        return new QueueFaults(dup, late, lateFor, seed);
    }

    /** Decides for one batch after the other. */
    public Dice dice() {
        return new Dice(new Random(seed));
    }

    /** What happens to the next batch. */
    public final class Dice {

        private final Random random;

        private Dice(Random random) {
            this.random = random;
        }

        /** Whether the next batch is delivered twice. */
        public synchronized boolean twice() {
            return random.nextDouble() < dup;
        }

        /** How long the next batch is held up. */
        public synchronized Duration delay() {
            return random.nextDouble() < late ? lateFor : Duration.ZERO;
        }
    }

    private static double share(String text) {
        if (!text.endsWith("%")) {
            throw new IllegalArgumentException("Write a share in percent, as 5%; not " + text);
        }
        return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
    }
}

package dev.assent.local.bsp;

import java.time.Duration;
import java.util.Random;

/**
 * What goes wrong on demand, each as a share between 0 and 1.
 *
 * @param lost accepted, but the connection breaks before the answer
 * @param accept5xx accepted, but answered with HTTP 500
 * @param slow answered after {@code slowFor}
 * @param dup statuses posted twice
 * @param late statuses posted after {@code lateFor}
 */
public record Faults(
        double lost,
        double accept5xx,
        double slow,
        Duration slowFor,
        double dup,
        double late,
        Duration lateFor,
        long seed) {

    /** Nothing goes wrong. */
    public static final Faults NONE = read("");

    /**
     * Reads {@code lost=1%,accept5xx=1%,slow=1%:12s,dup=5%,late=5%:60s,seed=1}; what is left out does not happen.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Faults read(String spec) {
        double lost = 0;
        double accept5xx = 0;
        double slow = 0;
        double dup = 0;
        double late = 0;
        Duration slowFor = Duration.ofSeconds(12);
        Duration lateFor = Duration.ofSeconds(60);
        long seed = 1;
        for (String part : spec.isBlank() ? new String[0] : spec.strip().split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("Write faults as lost=1%,slow=1%:12s; not " + part);
            }
            String[] value = pair[1].split(":", 2);
            switch (pair[0]) {
                case "lost" -> lost = share(value[0]);
                case "accept5xx" -> accept5xx = share(value[0]);
                case "slow" -> {
                    slow = share(value[0]);
                    slowFor = value.length > 1 ? seconds(value[1]) : slowFor;
                }
                case "dup" -> dup = share(value[0]);
                case "late" -> {
                    late = share(value[0]);
                    lateFor = value.length > 1 ? seconds(value[1]) : lateFor;
                }
                case "seed" -> seed = Long.parseLong(pair[1]);
                default ->
                    throw new IllegalArgumentException("There is no fault named " + pair[0]
                            + "; there are lost, accept5xx, slow, dup, late and seed");
            }
        }
        return new Faults(lost, accept5xx, slow, slowFor, dup, late, lateFor, seed);
    }

    /** Whether a fault with this share strikes now. */
    static boolean strikes(double share, Random random) {
        synchronized (random) {
            return share > 0 && random.nextDouble() < share;
        }
    }

    private static double share(String text) {
        try {
            double share = text.endsWith("%") ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100 : -1;
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new IllegalArgumentException("A share is between 0% and 100%; not " + text);
    }

    private static Duration seconds(String text) {
        try {
            Duration time = Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
            if (!time.isNegative()) {
                return time;
            }
        } catch (java.time.DateTimeException _) {
            // Told below.
        }
        throw new IllegalArgumentException("A time is written as 12s or 2m; not " + text);
    }
}

package dev.assent.local.bsp;

/**
 * What a provider permits.
 *
 * @param throughput messages per second and phone number
 * @param messagingLimit unique people per 24 hours; it accepts and counts what goes beyond
 */
public record Limits(double throughput, long messagingLimit) {

    /**
     * Reads {@code throughput=80,messagingLimit=250}; what is left out is as given.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Limits read(String spec, double throughput, long messagingLimit) {
        var limits = new Limits(throughput, messagingLimit);
        for (String part : spec.isBlank() ? new String[0] : spec.strip().split(",")) {
            String[] pair = part.strip().split("=", 2);
            limits = switch (pair.length < 2 ? part : pair[0]) {
                case "throughput" -> new Limits(Double.parseDouble(pair[1]), limits.messagingLimit());
                case "messagingLimit" -> new Limits(limits.throughput(), Long.parseLong(pair[1]));
                default ->
                    throw new IllegalArgumentException(
                            "Write the BSP's limits as throughput=80,messagingLimit=250; not " + part);
            };
        }
        return limits;
    }
}

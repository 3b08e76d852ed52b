package dev.assent.core.throttle;

/**
 * How fast one phone number may send.
 *
 * @param perSecond messages per second, above 0 (Meta: 80 by default, 1,000 after the upgrade, 20 in coexistence)
 * @param marginPercent how much of it to leave unused, 0 to 50
 */
public record SendRate(double perSecond, double marginPercent) {

    /** Checks the bounds. */
    public SendRate {
        if (perSecond <= 0 || marginPercent < 0 || marginPercent > 50) {
            throw new IllegalArgumentException("SendRate must be above 0, SendMargin between 0 and 50");
        }
    }

    /** The time between two slots, in microseconds. */
    public long intervalMicros() {
        return Math.round(1_000_000 / (perSecond * (1 - marginPercent / 100)));
    }

    /** How many slots are reserved at a time: an eighth of a second's worth, at least one. */
    public int subBlock() {
        return Math.max(1, (int) (perSecond / 8));
    }
}

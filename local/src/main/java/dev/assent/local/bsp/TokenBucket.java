package dev.assent.local.bsp;

/** Permits {@code perSecond} on average and {@code depth} at once. */
final class TokenBucket {

    private final double perSecond;
    private final double depth;
    private double tokens;
    private long lastNanos;

    TokenBucket(double perSecond, double depth, long nowNanos) {
        this.perSecond = perSecond;
        this.depth = depth;
        this.tokens = depth;
        this.lastNanos = nowNanos;
    }

    synchronized boolean tryTake(long nowNanos) {
        tokens = Math.min(depth, tokens + (nowNanos - lastNanos) / 1e9 * perSecond);
        lastNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}

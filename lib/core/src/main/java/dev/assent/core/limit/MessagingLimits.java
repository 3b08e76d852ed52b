package dev.assent.core.limit;

import java.time.Instant;

/**
 * How many more people a business portfolio may start to write to, counted exactly and shared by all its numbers and
 * workers. A place is reserved before the send and given back when the send turns out not to need it.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits">Meta:
 *     messaging limits</a>
 */
public interface MessagingLimits {

    /**
     * Reserves places for up to {@code wanted} people; fewer when the limit is near, so that workers share what is left.
     */
    Reservation reserve(String portfolioId, int wanted, Instant now);

    /** Gives places of one bucket back. */
    void release(String portfolioId, long bucket, int places);

    /** How much of the limit is used at {@code now}. */
    Usage usage(String portfolioId, Instant now);

    /** What a reservation led to. */
    sealed interface Reservation {

        /**
         * Places for {@code places} people, counted in {@code bucket}.
         *
         * @param places at least 1
         */
        record Granted(long bucket, int places) implements Reservation {}

        /**
         * The limit is reached.
         *
         * @param until when the next place may become free
         */
        record Exhausted(Instant until) implements Reservation {}
    }

    /**
     * How full the moving 24 hours are.
     *
     * @param limit unique people per 24 hours
     * @param used people who count now
     * @param nextFreeAt when the first of them stops counting; {@code now} if there is room
     */
    record Usage(long limit, long used, Instant nextFreeAt) {

        /** Whether nobody new may be written to. */
        public boolean isExhausted() {
            return used >= limit;
        }
    }

    /** How many places to take at once: never more than a hundredth of what is left, so that none starve. */
    static int fairShare(int wanted, long remaining) {
        return (int) Math.max(1, Math.min(wanted, remaining / 100));
    }
}

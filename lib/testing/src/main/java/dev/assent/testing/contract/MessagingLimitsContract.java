package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.limit.Buckets;
import dev.assent.core.limit.MessagingLimits;
import dev.assent.core.limit.MessagingLimits.Reservation.Exhausted;
import dev.assent.core.limit.MessagingLimits.Reservation.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every counter of the messaging limit must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class MessagingLimitsContract {

    private static final AtomicInteger NEXT_PORTFOLIO = new AtomicInteger(1);

    /** The counter under test, with this limit for every portfolio; portfolios are fresh for each test. */
    protected abstract MessagingLimits limits(long limit);

    private final String portfolio = "portfolio-" + NEXT_PORTFOLIO.getAndIncrement();

    @Test
    public void places_are_granted_up_to_the_limit_and_no_further() {
        MessagingLimits limits = limits(3);

        assertThat(takeAll(limits, NOW)).isEqualTo(3);
        assertThat(limits.reserve(portfolio, 1, NOW)).isInstanceOf(Exhausted.class);
    }

    @Test
    public void a_large_limit_is_handed_out_in_blocks() {
        assertThat(limits(10_000).reserve(portfolio, 10, NOW)).isEqualTo(new Granted(Buckets.at(NOW), 10));
    }

    @Test
    public void who_asks_in_vain_is_told_when_the_next_place_comes_free() {
        MessagingLimits limits = limits(2);
        takeAll(limits, NOW);

        assertThat(limits.reserve(portfolio, 1, NOW.plusSeconds(10)))
                .isEqualTo(new Exhausted(Buckets.expiry(Buckets.at(NOW))));
    }

    @Test
    public void a_place_counts_for_twenty_four_hours_and_then_comes_free() {
        MessagingLimits limits = limits(2);
        limits.reserve(portfolio, 1, NOW);
        limits.reserve(portfolio, 1, NOW.plus(Duration.ofHours(1)));
        Instant expiry = Buckets.expiry(Buckets.at(NOW));

        assertThat(limits.reserve(portfolio, 1, expiry.minusMillis(1))).isInstanceOf(Exhausted.class);
        assertThat(limits.reserve(portfolio, 1, expiry)).isInstanceOf(Granted.class);
        assertThat(limits.reserve(portfolio, 1, expiry)).isInstanceOf(Exhausted.class);
    }

    @Test
    public void a_released_place_can_be_taken_again() {
        MessagingLimits limits = limits(1);
        takeAll(limits, NOW);

        limits.release(portfolio, Buckets.at(NOW), 1);

        assertThat(takeAll(limits, NOW)).isEqualTo(1);
    }

    @Test
    public void usage_tells_what_is_counted() {
        MessagingLimits limits = limits(500);
        limits.reserve(portfolio, 4, NOW);

        assertThat(limits.usage(portfolio, NOW)).isEqualTo(new MessagingLimits.Usage(500, 4, NOW));
        assertThat(limits.usage(portfolio, NOW.plus(Duration.ofHours(25))).used())
                .isZero();
    }

    @Test
    public void many_workers_together_get_exactly_the_limit() throws Exception {
        MessagingLimits limits = limits(60);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                workers.add(threads.submit(() -> takeAll(limits, NOW)));
            }
            int granted = 0;
            for (Future<Integer> worker : workers) {
                granted += worker.get();
            }
            assertThat(granted).isEqualTo(60);
        }
    }

    private int takeAll(MessagingLimits limits, Instant now) {
        int places = 0;
        while (limits.reserve(portfolio, 5, now) instanceof Granted granted) {
            places += granted.places();
        }
        return places;
    }
}

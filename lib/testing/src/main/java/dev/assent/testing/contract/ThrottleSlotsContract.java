package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.SlotBlock;
import dev.assent.core.throttle.ThrottleSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every throttle must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ThrottleSlotsContract {

    private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(1);
    private static final SendRate EIGHTY = new SendRate(80, 0);

    /** The throttle under test; phone numbers are fresh for each test. */
    protected abstract ThrottleSlots slots();

    private final String number = "number-" + NEXT_NUMBER.getAndIncrement();

    @Test
    public void an_idle_number_may_send_at_once() {
        SlotBlock block = slots().reserve(number, 10, EIGHTY, NOW);

        assertThat(block.at(0)).isEqualTo(NOW);
        assertThat(block.at(9)).isEqualTo(NOW.plusNanos(9 * 12_500_000L));
    }

    @Test
    public void blocks_follow_each_other_without_gap_or_overlap() {
        slots().reserve(number, 10, EIGHTY, NOW);

        assertThat(slots().reserve(number, 10, EIGHTY, NOW).first()).isEqualTo(NOW.plusMillis(125));
    }

    @Test
    public void an_idle_time_is_not_saved_up_for_a_burst() {
        slots().reserve(number, 10, EIGHTY, NOW);
        Instant later = NOW.plusSeconds(60);

        assertThat(slots().reserve(number, 1, EIGHTY, later).first()).isEqualTo(later);
        assertThat(slots().reserve(number, 1, EIGHTY, later).first()).isEqualTo(later.plusNanos(12_500_000));
    }

    @Test
    public void a_slow_number_waits_two_seconds_between_slots() {
        var halfPerSecond = new SendRate(0.5, 0);
        slots().reserve(number, 1, halfPerSecond, NOW);

        assertThat(slots().reserve(number, 1, halfPerSecond, NOW).first()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    public void a_pause_holds_back_whoever_asks_next() {
        slots().reserve(number, 1, EIGHTY, NOW);
        slots().pause(number, Duration.ofSeconds(1), NOW);

        assertThat(slots().reserve(number, 1, EIGHTY, NOW).first()).isAfterOrEqualTo(NOW.plusSeconds(1));
    }

    @Test
    public void many_workers_get_disjoint_gapless_blocks() throws Exception {
        var firsts = new ConcurrentLinkedQueue<Instant>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 16; worker++) {
                workers.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        firsts.add(slots().reserve(number, 10, EIGHTY, NOW).first());
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }

        List<Instant> sorted = firsts.stream().sorted().toList();
        for (int i = 0; i < 320; i++) {
            assertThat(sorted.get(i)).isEqualTo(NOW.plusMillis(125L * i));
        }
    }
}

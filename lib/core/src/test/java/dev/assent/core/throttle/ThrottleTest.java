package dev.assent.core.throttle;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ThrottleTest {

    private static final SendRate EIGHTY = new SendRate(80, 0);
    private static final Instant SOON = NOW.plusSeconds(4);

    @Test
    void an_idle_number_may_send_at_once() {
        SlotBlock block = bulk(Throttle.UNUSED, 10, NOW).slots();

        assertThat(block.at(0)).isEqualTo(NOW);
        assertThat(block.at(9)).isEqualTo(NOW.plusNanos(9 * 12_500_000L));
    }

    @Test
    void blocks_follow_each_other_without_gap_or_overlap() {
        Throttle busy = bulk(Throttle.UNUSED, 10, NOW).rest();

        assertThat(bulk(busy, 10, NOW).slots().first()).isEqualTo(NOW.plusMillis(125));
    }

    @Test
    void an_idle_time_is_not_saved_up_for_a_burst() {
        Instant later = NOW.plusSeconds(60);
        Throttle.Granted first = bulk(bulk(Throttle.UNUSED, 10, NOW).rest(), 1, later);

        assertThat(first.slots().first()).isEqualTo(later);
        assertThat(bulk(first.rest(), 1, later).slots().first()).isEqualTo(later.plusNanos(12_500_000));
    }

    @Test
    void a_slow_number_waits_two_seconds_between_slots_and_a_paced_one_as_long_as_its_gap() {
        var slow = new SendRate(0.5, 0);
        Throttle once = Throttle.UNUSED
                .bulk(1, slow, Duration.ZERO, NOW, SOON)
                .orElseThrow()
                .rest();
        Throttle paced = Throttle.UNUSED
                .bulk(1, EIGHTY, Duration.ofSeconds(30), NOW, SOON)
                .orElseThrow()
                .rest();

        assertThat(once.nextSlot(NOW)).isEqualTo(NOW.plusSeconds(2));
        assertThat(paced.nextSlot(NOW)).isEqualTo(NOW.plusSeconds(30));
        assertThat(paced.bulk(1, EIGHTY, Duration.ZERO, NOW, SOON))
                .as("too late for this worker")
                .isEmpty();
    }

    @Test
    void a_code_cuts_in_at_a_quarter_of_the_rate_and_pushes_bulk_back() {
        Throttle busy = bulk(Throttle.UNUSED, 80, NOW).rest();

        Throttle.Granted high = busy.high(2, EIGHTY, NOW, SOON).orElseThrow();

        assertThat(high.slots().first()).isEqualTo(NOW);
        assertThat(high.slots().at(1)).isEqualTo(NOW.plusMillis(50));
        assertThat(high.rest().nextSlot(NOW)).isEqualTo(NOW.plusMillis(1_025));
        assertThat(high.rest().high(1, EIGHTY, NOW, SOON).orElseThrow().slots().first())
                .isEqualTo(NOW.plusMillis(100));
    }

    @Test
    void a_code_gets_no_slot_that_its_worker_would_not_live_to_see() {
        var slow = new SendRate(0.5, 0);
        Throttle busy = Throttle.UNUSED
                .bulk(1, slow, Duration.ZERO, NOW, SOON)
                .orElseThrow()
                .rest()
                .high(1, slow, NOW, SOON)
                .orElseThrow()
                .rest();

        assertThat(busy.nextSlot(NOW)).isEqualTo(NOW.plusSeconds(4));
        assertThat(busy.high(1, slow, NOW, NOW.plusSeconds(3))).isEmpty();
    }

    @Test
    void codes_alone_have_the_whole_rate() {
        Throttle.Granted high = Throttle.UNUSED.high(10, EIGHTY, NOW, SOON).orElseThrow();

        assertThat(high.slots().at(9)).isEqualTo(NOW.plusNanos(9 * 12_500_000L));
        assertThat(bulk(high.rest(), 1, NOW).slots().first()).isEqualTo(NOW.plusMillis(125));
    }

    @Test
    void too_fast_pauses_a_second_and_slows_down_for_a_while() {
        Throttle cut = bulk(Throttle.UNUSED, 1, NOW).rest().cut(NOW);

        assertThat(cut.nextSlot(NOW)).isAfterOrEqualTo(NOW.plusSeconds(1));
        assertThat(cut.speedAt(NOW)).isEqualTo(0.985);
        assertThat(cut.cut(NOW.plusSeconds(1))).as("once in two seconds").isEqualTo(cut);
        assertThat(cut.cut(NOW.plusSeconds(2)).speedAt(NOW.plusSeconds(2))).isLessThan(0.98);
        assertThat(cut.speedAt(NOW.plusSeconds(10))).isCloseTo(0.99, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(cut.speedAt(NOW.plusSeconds(31))).isEqualTo(1);
        assertThat(bulk(cut, 1, NOW.plusSeconds(5)).slots().intervalMicros()).isGreaterThan(12_500);
    }

    @Test
    void what_comes_in_takes_slots_of_a_busy_number() {
        Throttle busy = bulk(Throttle.UNUSED, 10, NOW).rest();

        assertThat(busy.cameIn(2, EIGHTY, NOW).nextSlot(NOW)).isEqualTo(NOW.plusMillis(150));
        assertThat(Throttle.UNUSED.cameIn(2, EIGHTY, NOW)).isEqualTo(Throttle.UNUSED);
    }

    private static Throttle.Granted bulk(Throttle throttle, int count, Instant now) {
        return throttle.bulk(count, EIGHTY, Duration.ZERO, now, now.plusSeconds(4))
                .orElseThrow();
    }
}

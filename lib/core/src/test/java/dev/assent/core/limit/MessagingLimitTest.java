package dev.assent.core.limit;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MessagingLimitTest {

    private static final long NOW_BUCKET = Buckets.at(NOW);

    @Test
    void places_are_held_up_to_the_limit_and_no_further() {
        MessagingLimit limit = MessagingLimit.of(2).hold("a", people(1), NOW).hold("b", people(2), NOW);

        assertThat(limit.used(NOW)).isEqualTo(2);
        assertThat(limit.hold("c", people(1), NOW)).isEqualTo(limit);
        assertThat(limit.nextFreeAt(NOW)).isEqualTo(Buckets.expiry(NOW_BUCKET));
    }

    @Test
    void a_large_limit_is_handed_out_in_blocks_a_small_one_place_by_place() {
        assertThat(MessagingLimit.of(10_000).hold("a", people(10), NOW).used(NOW))
                .isEqualTo(10);
        assertThat(MessagingLimit.of(150).hold("a", people(10), NOW).used(NOW)).isEqualTo(1);
    }

    @Test
    void holding_twice_under_one_token_is_holding_once() {
        MessagingLimit once = MessagingLimit.of(10_000).hold("a", people(3), NOW);

        assertThat(once.hold("a", people(3), NOW)).isEqualTo(once);
    }

    @Test
    void a_place_counts_for_twenty_four_hours_and_then_comes_free() {
        MessagingLimit full = MessagingLimit.of(1).hold("a", people(1), NOW).settled("a", Set.copyOf(people(1)));
        Instant expiry = Buckets.expiry(NOW_BUCKET);

        assertThat(full.used(expiry.minusMillis(1))).isEqualTo(1);
        assertThat(full.used(expiry)).isZero();
        assertThat(full.nextFreeAt(expiry)).isEqualTo(expiry);
        assertThat(full.hold("b", people(1), expiry).people().byBucket()).doesNotContainKey(NOW_BUCKET);
    }

    @Test
    void what_a_worker_did_not_use_comes_back_when_it_is_done() {
        MessagingLimit held = MessagingLimit.of(10_000).hold("a", people(5), NOW);

        MessagingLimit settled = held.settled("a", Set.of(new PersonId("p-0"), new PersonId("p-1")));

        assertThat(settled.used(NOW)).isEqualTo(2);
        assertThat(settled.holds()).isEmpty();
        assertThat(settled.settled("a", Set.of())).as("done twice").isEqualTo(settled);
    }

    @Test
    void a_place_that_is_released_while_it_is_held_comes_back_once() {
        MessagingLimit held = MessagingLimit.of(10_000).hold("a", people(3), NOW);

        MessagingLimit released = held.released(NOW_BUCKET, new PersonId("p-1"));

        assertThat(released.used(NOW)).isEqualTo(2);
        assertThat(released.settled("a", Set.of(new PersonId("p-0"))).used(NOW)).isEqualTo(1);
    }

    @Test
    void a_dead_worker_is_told_by_the_age_of_its_hold() {
        MessagingLimit held = MessagingLimit.of(10_000).hold("a", people(3), NOW);

        assertThat(held.abandonedAt(NOW.plusSeconds(60))).isEmpty();
        assertThat(held.abandonedAt(NOW.plusSeconds(61))).containsOnlyKeys("a");
    }

    @Test
    void with_a_lower_limit_nobody_new_has_room_until_enough_have_gone() {
        MessagingLimit limit = MessagingLimit.of(10_000);
        for (int i = 0; i < 6; i++) {
            limit = limit.counted(NOW_BUCKET + i);
        }
        MessagingLimit lowered = limit.changed(3, NOW);
        Instant later = NOW.plus(Duration.ofHours(1));

        assertThat(lowered.hold("a", people(1), later)).isEqualTo(lowered);
        assertThat(lowered.nextFreeAt(later)).isEqualTo(Buckets.expiry(NOW_BUCKET + 3));
        assertThat(lowered.changed(9, NOW)).as("no later than what is known").isEqualTo(lowered);
        assertThat(lowered.changed(9, NOW.plusSeconds(1)).maximum()).isEqualTo(9);
        assertThat(lowered.changed(2, NOW).maximum())
                .as("of two in one second the lower")
                .isEqualTo(2);
        assertThat(lowered.configured(50)).as("the provider has spoken").isEqualTo(lowered);
        assertThat(limit.configured(50).maximum()).isEqualTo(50);
    }

    @Test
    void counts_are_written_short_and_read_back() {
        var counts = BucketCounts.NONE.plus(5_930_112, 12).plus(5_930_113, 40).plus(5_930_400, 3);

        assertThat(counts.written()).isEqualTo("5930112:12 1:40 287:3");
        assertThat(BucketCounts.read(counts.written())).isEqualTo(counts);
        assertThat(BucketCounts.read("")).isEqualTo(BucketCounts.NONE);
        assertThat(counts.oldest()).contains(5_930_112L);
        assertThat(counts.plus(5_930_400, -3).byBucket()).hasSize(2);
    }

    private static List<PersonId> people(int count) {
        return IntStream.range(0, count).mapToObj(it -> new PersonId("p-" + it)).toList();
    }
}

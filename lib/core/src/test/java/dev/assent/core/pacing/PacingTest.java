package dev.assent.core.pacing;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PacingTest {

    @Test
    void a_ramp_grows_day_by_day_and_other_bounds_hold_beside_it() {
        var ramp = new PacingProfile(NOW, List.of(50, 100), null, null, null, Duration.ZERO, Duration.ZERO);
        var bounded = new PacingProfile(NOW, List.of(50, 100), 250, 10, 80, Duration.ZERO, Duration.ZERO);

        assertThat(ramp.perDay(NOW)).isEqualTo(50);
        assertThat(ramp.perDay(NOW.plus(Duration.ofDays(1)))).isEqualTo(100);
        assertThat(ramp.perDay(NOW.plus(Duration.ofDays(9)))).isEqualTo(100);
        assertThat(bounded.perDay(NOW.plus(Duration.ofDays(1)))).isEqualTo(80);
        assertThat(bounded.perDay(NOW.minus(Duration.ofDays(1)))).isEqualTo(50);
        assertThat(PacingProfile.NONE.countsConversations()).isFalse();
        assertThat(ramp.countsConversations()).isTrue();
    }

    @Test
    void an_hour_and_a_day_hold_together() {
        var profile = new PacingProfile(null, List.of(), 5, 3, null, Duration.ZERO, Duration.ZERO);
        Conversations three = Conversations.NONE.begin(3, NOW);

        assertThat(Conversations.NONE.room(profile, NOW)).isEqualTo(3);
        assertThat(three.room(profile, NOW)).isZero();
        assertThat(three.nextFreeAt(profile, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
        Conversations five = three.begin(2, NOW.plus(Duration.ofHours(2)));
        assertThat(five.room(profile, NOW.plus(Duration.ofHours(4)))).isZero();
        assertThat(five.nextFreeAt(profile, NOW.plus(Duration.ofHours(4))))
                .isBetween(
                        NOW.plus(Duration.ofHours(24)),
                        NOW.plus(Duration.ofHours(24).plusMinutes(7)));
        assertThat(five.undone(2, NOW.plus(Duration.ofHours(2))).room(profile, NOW.plus(Duration.ofHours(4))))
                .isEqualTo(2);
    }

    @Test
    void gaps_are_drawn_between_the_least_and_the_longest() {
        var profile =
                new PacingProfile(null, List.of(), null, null, null, Duration.ofSeconds(30), Duration.ofMinutes(5));
        var dice = new Random(1);

        for (int i = 0; i < 100; i++) {
            assertThat(profile.gap(dice)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(5));
        }
        assertThat(PacingProfile.NONE.gap(dice)).isZero();
        assertThatThrownBy(() -> new PacingProfile(
                        null, List.of(), null, null, null, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

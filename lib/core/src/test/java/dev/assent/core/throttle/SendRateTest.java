package dev.assent.core.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SendRateTest {

    @Test
    void a_margin_widens_the_gap_between_slots() {
        assertThat(new SendRate(80, 0).intervalMicros()).isEqualTo(12_500);
        assertThat(new SendRate(80, 8).intervalMicros()).isEqualTo(13_587);
    }

    @Test
    void an_eighth_of_a_second_is_reserved_at_a_time() {
        assertThat(new SendRate(80, 0).subBlock()).isEqualTo(10);
        assertThat(new SendRate(1000, 0).subBlock()).isEqualTo(125);
        assertThat(new SendRate(0.5, 0).subBlock()).isEqualTo(1);
    }

    @Test
    void a_rate_of_nothing_is_no_rate() {
        assertThatThrownBy(() -> new SendRate(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SendRate(80, 51)).isInstanceOf(IllegalArgumentException.class);
    }
}

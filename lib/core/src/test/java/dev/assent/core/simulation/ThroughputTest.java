package dev.assent.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.message.MessageState;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.simulation.Arrivals;
import dev.assent.testing.simulation.Throughput;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S4 on virtual time: the permitted rate is used, and not exceeded. {@code ./assent bench throttle} runs it at length. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThroughputTest {

    @ParameterizedTest(name = "{0} messages per second")
    @CsvSource({"80, 3, 100, 8000", "1000, 8, 480, 40000"})
    void nearly_all_of_the_rate_is_used_and_seconds_are_hardly_exceeded(
            double rate, int workers, int batch, int messages) {
        Arrivals arrivals =
                Throughput.run(new Throughput.Case(1, new SendRate(rate, 0), messages, 0, workers, batch, 0));
        print(arrivals);

        assertThat(arrivals.all()).hasSize(messages);
        assertThat(arrivals.used()).isGreaterThanOrEqualTo(0.99);
        assertThat(arrivals.refusedByTokenBucket()).isZero();
        assertThat(arrivals.shareAbove(1.10 * rate)).isLessThanOrEqualTo(0.001);
        assertThat(arrivals.peak()).isLessThanOrEqualTo((int) (1.20 * rate));
    }

    @ParameterizedTest(name = "{0} messages per second")
    @CsvSource({"80, 3, 100, 8000", "1000, 8, 480, 40000"})
    void with_a_margin_of_eight_percent_no_second_is_exceeded(double rate, int workers, int batch, int messages) {
        Arrivals arrivals =
                Throughput.run(new Throughput.Case(2, new SendRate(rate, 8), messages, 0, workers, batch, 0));
        print(arrivals);

        assertThat(arrivals.peak()).isLessThanOrEqualTo((int) rate + 1);
        assertThat(arrivals.shareAbove(rate)).isLessThanOrEqualTo(1.0 / messages);
    }

    @Test
    void a_slow_number_is_used_as_well_as_a_fast_one() {
        Arrivals arrivals = Throughput.run(new Throughput.Case(6, new SendRate(0.5, 0), 60, 0, 3, 50, 0));
        print(arrivals);

        assertThat(arrivals.all()).hasSize(60);
        assertThat(arrivals.used()).isBetween(0.99, 1.01);
        assertThat(arrivals.peak()).isEqualTo(1);
        assertThat(arrivals.refusedByTokenBucket()).isZero();
    }

    @Test
    void a_code_overtakes_a_backlog_of_twenty_thousand() {
        Arrivals arrivals = Throughput.run(new Throughput.Case(3, new SendRate(80, 0), 20_000, 1, 3, 100, 0));
        print(arrivals);

        assertThat(arrivals.highWaited(0.99)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(arrivals.peak()).isLessThanOrEqualTo(96);
    }

    @Test
    void throttling_never_uses_up_receive_counts() {
        Arrivals arrivals = Throughput.run(new Throughput.Case(4, new SendRate(20, 0), 5_000, 0, 8, 100, 0));
        print(arrivals);

        assertThat(arrivals.all()).hasSize(5_000);
        assertThat(arrivals.dead()).isZero();
        assertThat(arrivals.mostReceives()).isEqualTo(1);
    }

    @Test
    void a_poison_message_gets_a_named_state_and_holds_up_nobody() {
        Throughput.Poisoned end = Throughput.runWithPoison(5);

        assertThat(end.poison()).isEqualTo(MessageState.FAILED);
        assertThat(end.sent()).isEqualTo(100);
    }

    private static void print(Arrivals arrivals) {
        System.out.printf(
                "%.0f/s: used %.2f %%, peak second %d, over 1.10 R %.4f %%, over R %.4f %%, token bucket refuses %d, high p99 %d ms%n",
                arrivals.rate(),
                100 * arrivals.used(),
                arrivals.peak(),
                100 * arrivals.shareAbove(1.1 * arrivals.rate()),
                100 * arrivals.shareAbove(arrivals.rate()),
                arrivals.refusedByTokenBucket(),
                arrivals.highWaited(0.99).toMillis());
    }
}

package dev.assent.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.throttle.SendRate;
import dev.assent.testing.simulation.Arrivals;
import dev.assent.testing.simulation.Chaos;
import dev.assent.testing.simulation.RivalThroughput;
import dev.assent.testing.simulation.Throughput;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The long runs on virtual time: {@code ./assent bench chaos} and {@code ./assent bench throttle}. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulationBench {

    @Test
    void chaos_of_two_hundred_seeds_breaks_no_rule() {
        int accepted = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Chaos.Findings findings = Chaos.run(seed);
            accepted += findings.accepted();
            assertThat(findings.violations()).as("seed %d", seed).isEmpty();
        }
        System.out.printf("200 seeds, %d messages accepted, no violation%n", accepted);
    }

    @ParameterizedTest(name = "throughput of {0} per second, margin {1} %")
    @CsvSource({"80, 0, 3, 100, 100000", "80, 8, 3, 100, 100000", "1000, 0, 8, 480, 200000", "1000, 8, 8, 480, 200000"})
    void throughput_keeps_s4(double rate, double margin, int workers, int batch, int messages) {
        Arrivals arrivals =
                Throughput.run(new Throughput.Case(7, new SendRate(rate, margin), messages, 0, workers, batch, 0.001));
        System.out.printf(
                "%.0f/s, margin %.0f %%: used %.2f %%, peak second %d, over 1.10 R %.5f %%, over R %.5f %%,"
                        + " token bucket refuses %d, dead %d, most receives %d%n",
                rate,
                margin,
                100 * arrivals.used(),
                arrivals.peak(),
                100 * arrivals.shareAbove(1.1 * rate),
                100 * arrivals.shareAbove(rate),
                arrivals.refusedByTokenBucket(),
                arrivals.dead(),
                arrivals.mostReceives());

        assertThat(arrivals.violations()).isEmpty();
        assertThat(arrivals.all()).hasSizeGreaterThan((int) (0.999 * messages));
        assertThat(arrivals.used()).isGreaterThanOrEqualTo(0.99 * (1 - margin / 100));
        assertThat(arrivals.dead()).isZero();
        assertThat(arrivals.refusedByTokenBucket()).isZero();
        assertThat(arrivals.peak()).isLessThanOrEqualTo((int) (margin == 0 ? 1.2 * rate : rate + 1));
        assertThat(arrivals.shareAbove(1.1 * rate)).isLessThanOrEqualTo(0.001);
        assertThat(arrivals.shareAbove(rate)).isLessThanOrEqualTo(margin == 0 ? 1 : 1e-6);
    }

    @Test
    void throughput_of_one_hundred_thousand_throttled_messages_uses_up_no_receive_count() {
        Arrivals arrivals = Throughput.run(new Throughput.Case(8, new SendRate(20, 0), 100_000, 0, 8, 100, 0));
        System.out.printf(
                "100,000 messages at 20/s among 8 workers: %d arrived, dead letters %d, most receives %d%n",
                arrivals.all().size(), arrivals.dead(), arrivals.mostReceives());

        assertThat(arrivals.all()).hasSize(100_000);
        assertThat(arrivals.dead()).isZero();
        assertThat(arrivals.mostReceives()).isEqualTo(1);
    }

    @ParameterizedTest(name = "rivals at {0} per second")
    @CsvSource({"80, 100000", "1000, 200000"})
    void throughput_of_rivals_beside_it(double rate, int messages) {
        for (RivalThroughput.Kind kind : RivalThroughput.Kind.values()) {
            Arrivals arrivals = RivalThroughput.run(kind, 7, rate, messages);
            System.out.printf(
                    "%s at %.0f/s: used %.2f %%, peak second %d, over 1.10 R %.2f %%, over R %.2f %%,"
                            + " token bucket refuses %d of %d%n",
                    kind,
                    rate,
                    100 * arrivals.used(),
                    arrivals.peak(),
                    100 * arrivals.shareAbove(1.1 * rate),
                    100 * arrivals.shareAbove(rate),
                    arrivals.refusedByTokenBucket(),
                    messages);
            assertThat(arrivals.all()).hasSize(messages);
        }
    }
}

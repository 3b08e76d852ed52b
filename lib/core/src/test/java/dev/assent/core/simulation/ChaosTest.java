package dev.assent.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.simulation.Chaos;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ChaosTest {

    @Test
    void no_rule_is_broken_whatever_happens() {
        int first = Integer.getInteger("assent.chaos.first", 1);
        int seeds = Integer.getInteger("assent.chaos.seeds", 12);
        int accepted = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            Chaos.Findings findings = Chaos.run(seed);
            accepted += findings.accepted();
            assertThat(findings.violations()).as("seed %d", seed).isEmpty();
        }
        System.out.printf("%d seeds, %d messages accepted, no violation%n", seeds, accepted);
    }
}

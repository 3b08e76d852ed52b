package dev.assent.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.simulation.Demand;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DemandTest {

    @ParameterizedTest(name = "limit {0}")
    @ValueSource(ints = {250, 2_000})
    void nearly_all_of_the_limit_is_used_and_never_more(int limit) {
        Demand.Findings findings = Demand.run(1, limit);

        System.out.printf("limit %d: %.2f %% used on average over three days%n", limit, 100 * findings.occupancy());
        assertThat(findings.violations()).isEmpty();
        assertThat(findings.occupancy()).isGreaterThanOrEqualTo(0.99);
    }
}

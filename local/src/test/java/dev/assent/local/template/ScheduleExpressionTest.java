package dev.assent.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ScheduleExpressionTest {

    private static final Instant TUESDAY = Instant.parse("2026-11-24T10:30:00Z");

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(1 minute)           | UTC              | 2026-11-24T10:31:00Z",
                "rate(5 minutes)          | UTC              | 2026-11-24T10:35:00Z",
                "rate(2 hours)            | UTC              | 2026-11-24T12:30:00Z",
                "rate(1 day)              | UTC              | 2026-11-25T10:30:00Z",
                "cron(0 9 * * ? *)        | UTC              | 2026-11-25T09:00:00Z",
                "cron(0 9 * * ? *)        | Europe/Berlin    | 2026-11-25T08:00:00Z",
                "cron(0/15 * * * ? *)     | UTC              | 2026-11-24T10:45:00Z",
                "cron(0 8 ? * 2 *)        | UTC              | 2026-11-30T08:00:00Z",
                "cron(0 8 ? * MON-FRI *)  | UTC              | 2026-11-25T08:00:00Z",
                "cron(0 8 ? * 6#1 *)      | UTC              | 2026-12-04T08:00:00Z",
                "cron(0 0 L * ? *)        | UTC              | 2026-11-30T00:00:00Z",
                "cron(0 12 24 12 ? 2027)  | UTC              | 2027-12-24T12:00:00Z",
                "at(2026-12-24T09:00:00)  | America/New_York | 2026-12-24T14:00:00Z",
            })
    void says_when_it_fires_next(String expression, String zone, Instant next) {
        assertThat(ScheduleExpression.read(expression, ZoneId.of(zone)).next(TUESDAY))
                .contains(next);
    }

    @Test
    void a_single_moment_comes_once() {
        var once = ScheduleExpression.read("at(2026-11-24T10:30:00)", ZoneId.of("UTC"));

        assertThat(once.next(TUESDAY.minusSeconds(1))).contains(TUESDAY);
        assertThat(once.next(TUESDAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every minute",
                "rate(0 minutes)",
                "rate(1 week)",
                "cron(0 9 * * *)",
                "cron(61 9 * * ? *)",
                "at(tomorrow)",
                "at(2026-13-01T00:00:00)"
            })
    void what_is_none_is_named(String expression) {
        assertThatThrownBy(() -> ScheduleExpression.read(expression, ZoneId.of("UTC")))
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining(expression);
    }
}

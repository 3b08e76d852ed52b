package dev.assent.core.country;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuietHoursTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");
    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0), Set.of());

    @Test
    void a_night_ends_in_the_morning_where_the_person_is() {
        Instant late = Instant.parse("2026-11-24T21:30:00Z");

        assertThat(NIGHT.over(late, List.of(BERLIN))).isEqualTo(Instant.parse("2026-11-25T07:00:00Z"));
        assertThat(NIGHT.over(late, List.of(LOS_ANGELES))).isEqualTo(late);
    }

    @Test
    void of_several_zones_all_must_be_awake() {
        Instant morning = Instant.parse("2026-11-24T14:30:00Z");

        assertThat(NIGHT.over(morning, List.of(BERLIN, LOS_ANGELES)))
                .as("08:00 in Los Angeles, 17:00 in Berlin")
                .isEqualTo(Instant.parse("2026-11-24T16:00:00Z"));
    }

    @Test
    void zones_that_are_never_awake_together_wait_for_the_first_one_and_not_for_ever() {
        var shortDay = new QuietHours(LocalTime.of(12, 0), LocalTime.of(9, 0), Set.of());
        Instant noon = Instant.parse("2026-11-24T11:30:00Z");

        assertThat(shortDay.over(noon, List.of(BERLIN, TOKYO))).isEqualTo(Instant.parse("2026-11-25T08:00:00Z"));
    }

    @Test
    void a_holiday_is_quiet_from_midnight_to_midnight() {
        var christmas = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0), Set.of(LocalDate.of(2026, 12, 25)));

        assertThat(christmas.over(Instant.parse("2026-12-25T12:00:00Z"), List.of(BERLIN)))
                .isEqualTo(Instant.parse("2026-12-26T07:00:00Z"));
    }

    @Test
    void a_siesta_is_within_one_day() {
        var siesta = new QuietHours(LocalTime.of(13, 0), LocalTime.of(15, 0), Set.of());

        assertThat(siesta.isQuiet(Instant.parse("2026-11-24T12:30:00Z"), BERLIN))
                .isTrue();
        assertThat(siesta.isQuiet(Instant.parse("2026-11-24T14:00:00Z"), BERLIN))
                .isFalse();
    }
}

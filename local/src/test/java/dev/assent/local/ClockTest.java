package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Time is moved for functions, schedules and the provider together. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ClockTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    private final Stack stack = start();
    private final Site site = Site.of(stack);

    private static Stack start() {
        try {
            return Stack.start(
                    StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40")),
                    new Log(System.out));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void itIsNow() {
        assertThat(ahead()).isLessThan(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void the_window_closes_and_a_campaign_of_tomorrow_starts_when_a_day_has_passed() {
        String phone = Site.phone(1);
        site.optIn(List.of(phone));
        String tomorrow = site.campaign(List.of(phone), Instant.now().plus(Duration.ofHours(20)));
        site.start(tomorrow);
        assertThat(site.stateOf(tomorrow)).isEqualTo("SCHEDULED");
        site.write(phone, "Is it there yet?");
        site.waitUntil("the window is open", () -> site.mayGetText(phone).equals("ALLOWED"));

        advance("PT23H55M");
        assertThat(site.mayGetText(phone)).isEqualTo("ALLOWED");
        advance("PT6M");
        assertThat(site.mayGetText(phone)).isEqualTo("DENIED WINDOW_CLOSED");

        site.waitUntil("the campaign is over", () -> site.isSettled(tomorrow));
        assertThat(site.counts(tomorrow).path("sent").asInt()).isEqualTo(1);
        Instant arrivedAt = Instant.parse(
                site.client().bsp("/_bsp/messages").path(0).path("arrivedAt").asText());
        assertThat(Duration.between(Instant.now(), arrivedAt)).isGreaterThan(Duration.ofHours(19));
    }

    @Test
    void time_moves_forward_only_and_by_durations() {
        assertThat(move("{\"advance\":\"PT-1H\"}")).isEqualTo(400);
        assertThat(move("{\"advance\":\"tomorrow\"}")).isEqualTo(400);
        assertThat(move("24 hours")).isEqualTo(400);
        assertThat(ahead()).isLessThan(Duration.ofMinutes(1));
    }

    private void advance(String duration) {
        assertThat(move("{\"advance\":\"" + duration + "\"}")).isEqualTo(200);
    }

    private int move(String body) {
        return site.client().post("/_local/clock", body).status();
    }

    private Duration ahead() {
        String now = site.client().get("/_local/clock").body().path("now").asText();
        return Duration.between(Instant.now(), Instant.parse(now)).abs();
    }
}

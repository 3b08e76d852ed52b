package dev.assent.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FunctionClockTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void without_the_variable_it_is_the_systems_clock() {
        assertThat(ahead(FunctionClock.fromEnvironment())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void it_follows_the_file_while_the_function_runs() throws IOException {
        Path file = Files.writeString(folder.resolve("clock"), "PT0S");
        InstantSource clock = FunctionClock.movedBy(file);
        assertThat(ahead(clock)).isLessThan(Duration.ofSeconds(5));

        Files.writeString(file, "PT24H\n");

        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (ahead(clock).compareTo(Duration.ofHours(23)) < 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ahead(clock)).isBetween(Duration.ofMinutes(1439), Duration.ofMinutes(1441));
    }

    @Test
    void a_missing_file_is_no_reason_to_run_on_another_time() {
        assertThatThrownBy(() -> FunctionClock.movedBy(folder.resolve("no-such-file")))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static Duration ahead(InstantSource clock) {
        return Duration.between(InstantSource.system().instant(), clock.instant());
    }
}

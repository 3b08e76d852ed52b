package dev.assent.local.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function's process keeps to its memory and its time, and ends with its code. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LocalFunctionTest {

    @TempDir
    private Path folder = Path.of("");

    private LocalFunction function = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        function = TestFunctions.start(folder, "handle");
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @Test
    void it_gets_its_variables_and_its_memory_size() {
        assertThat(invoke("hi")).isEqualTo("\"hi with hello and 128 MB\"");
        assertThat(function.pids()).hasSize(1);
    }

    @Test
    void what_takes_too_long_ends_and_the_next_event_finds_a_new_process() {
        assertThatThrownBy(() -> invoke("sleep"))
                .isInstanceOf(InvocationFailed.class)
                .hasMessageContaining("timed out after 2 s");
        assertThat(invoke("hi")).contains("hello");
    }

    @Test
    void what_needs_more_than_its_memory_ends() {
        assertThatThrownBy(() -> invoke("allocate"))
                .isInstanceOf(InvocationFailed.class)
                .hasMessageContaining("ended");
        assertThat(invoke("hi")).contains("hello");
    }

    @Test
    void what_fails_says_why_and_lives_on() {
        invoke("hi");
        var pids = function.pids();

        assertThatThrownBy(() -> invoke("throw"))
                .isInstanceOfSatisfying(
                        InvocationFailed.class, it -> assertThat(it.error()).contains("broken on purpose"));

        assertThat(function.pids()).isEqualTo(pids);
        assertThatThrownBy(() -> invoke("exit")).isInstanceOf(InvocationFailed.class);
    }

    @Test
    void changed_code_is_taken_up_by_the_next_event_and_unchanged_code_is_not() throws IOException {
        invoke("hi");
        var before = function.pids();
        assertThat(function.reload()).isFalse();
        assertThat(function.pids()).isEqualTo(before);

        TestFunctions.zip(folder, "second");

        assertThat(function.reload()).isTrue();
        assertThat(invoke("hi")).contains("hello");
        assertThat(function.pids()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    private String invoke(String event) {
        return new String(
                function.invoke(("\"" + event + "\"").getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}

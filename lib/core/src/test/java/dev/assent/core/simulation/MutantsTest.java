package dev.assent.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is strict enough: whoever changes one of these lines for the worse is caught. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MutantsTest {

    private static final Path CORE = Path.of(System.getProperty("assent.root"), "lib/core/src/main/java");
    private static final Path TESTING = Path.of(System.getProperty("assent.root"), "lib/testing/src/main/java");
    private static final int MOST_SEEDS = 60;

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant(
                        "rev not checked",
                        TESTING,
                        "dev/assent/testing/fake/InMemoryPeople.java",
                        "if (after.rev() != (current == null ? 0 : current.rev())) {",
                        "if (false) {"),
                new Mutant(
                        "movedTo ignored",
                        CORE,
                        "dev/assent/core/person/PersonState.java",
                        "return new PersonState(id, phone, userId, consent, windows, sends, circumstances, survivor, ledger, rev);",
                        "return this;"),
                new Mutant(
                        "resend on UNKNOWN",
                        CORE,
                        "dev/assent/core/send/ResendPolicy.java",
                        "case MARKETING -> Optional.empty();",
                        "case MARKETING -> Optional.of(utilityAfter);"),
                new Mutant(
                        "charge released late",
                        CORE,
                        "dev/assent/core/person/Sends.java",
                        "return charge == null || !message.equals(charge.sole())",
                        "return charge == null"),
                new Mutant(
                        "bucket expired one early",
                        CORE,
                        "dev/assent/core/limit/Buckets.java",
                        "return Instant.ofEpochSecond((bucket + 1) * LENGTH.toSeconds())",
                        "return Instant.ofEpochSecond(bucket * LENGTH.toSeconds())"),
                new Mutant(
                        "acknowledged before written",
                        CORE,
                        "dev/assent/core/send/SendLane.java",
                        "broken.add(message.id());",
                        ""),
                new Mutant(
                        "window guard shifted by 30 s",
                        CORE,
                        "dev/assent/core/window/CustomerServiceWindow.java",
                        "private static final Duration SAFETY = Duration.ofSeconds(60);",
                        "private static final Duration SAFETY = Duration.ofSeconds(30);"),
                new Mutant(
                        "claim without an answer gives its place back",
                        CORE,
                        "dev/assent/core/send/Send.java",
                        "places.done(look.message(), true);",
                        "places.done(look.message(), false);"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void is_caught(Mutant mutant) throws IOException {
        try (MutatedClasses classes = MutatedClasses.with(mutant)) {
            for (long seed = 1; seed <= MOST_SEEDS; seed++) {
                List<String> violations = classes.violations(seed);
                if (!violations.isEmpty()) {
                    System.out.printf("%s: caught with seed %d: %s%n", mutant, seed, violations.getFirst());
                    return;
                }
            }
        }
        assertThat(mutant.toString()).as("caught within %d seeds", MOST_SEEDS).isEmpty();
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With each fault of the provider alone: in the end the stack's books and the provider's say the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EachFaultTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    private static Stack stack = unset();
    private static Site site = unset();
    private static int nextPhone = 1;

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before the first test.
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(
                StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "60"))
                        .with(QueueFaults.read("dup=5%,late=5%:2s,seed=3")),
                new Log(System.out));
        site = Site.of(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"lost=10%;seed=1", "accept5xx=10%;seed=2", "slow=5%:12s;seed=3", "dup=20%;seed=4", "late=20%:15s;seed=5"
    })
    void of_a_sample_the_books_agree(String fault) {
        checkBooks(fault.replace(';', ','), 60);
    }

    /** {@code ./assent bench bsp-faults}. */
    @Tag("bench")
    @ParameterizedTest(name = "{0}")
    @CsvSource({"lost=1%;seed=1", "accept5xx=1%;seed=2", "slow=1%:12s;seed=3", "dup=5%;seed=4", "late=5%:60s;seed=5"})
    void of_five_hundred_the_books_agree(String fault) {
        checkBooks(fault.replace(';', ','), 500);
    }

    private static void checkBooks(String fault, int people) {
        assertThat(site.client().bspFaults(fault).status()).isEqualTo(200);
        List<String> phones = Site.phones(nextPhone, people);
        nextPhone += people;
        site.optIn(phones);
        String campaign = site.campaign(phones, null);
        site.start(campaign);

        site.waitUntil("nothing is queued any more", () -> site.isSettled(campaign));
        site.waitUntil("every status came in", () -> site.knowsOfAllDeliveries(campaign, people));

        Map<String, Integer> accepted = site.acceptedByProvider(campaign);
        Map<String, Integer> states = new HashMap<>();
        site.states(campaign, people).values().forEach(it -> states.merge(it, 1, Integer::sum));
        System.out.println(fault + ": the provider accepted " + accepted.size() + ", the stack says " + states);
        assertThat(accepted.values()).as("accepted once").containsOnly(1);
        assertThat(states.keySet()).isSubsetOf("DELIVERED", "UNKNOWN", "FAILED");
        assertThat(site.counts(campaign).path("sent").asInt()).isEqualTo(accepted.size());
        assertThat(states.getOrDefault("DELIVERED", 0)).isEqualTo(accepted.size());
        assertThat(site.client().bsp("/_bsp/report").path("doubles").asInt()).isZero();
    }
}

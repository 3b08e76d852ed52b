package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./assent bench kills}: a campaign over 1,000 people whose workers are killed with -9 three times. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledWorkersTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final int PEOPLE = 1_000;

    @Test
    void nobody_gets_it_twice_and_nothing_is_left_without_a_state() throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40"))
                .withBspFaults("lost=1%,seed=7")
                .withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, PEOPLE);
            site.optIn(phones);
            String campaign = site.campaign(phones, null);
            site.start(campaign);
            for (double share : List.of(0.1, 0.4, 0.7)) {
                site.waitUntil(
                        "%.0f %% were accepted".formatted(share * 100),
                        () -> report(site).path("accepted").asInt() >= share * PEOPLE);
                killOne(site, stack);
            }

            site.waitUntil("nothing is queued any more", () -> site.isSettled(campaign));
            site.waitUntil("every accepted message is known to be", () -> site.knowsOfAllDeliveries(campaign, PEOPLE));

            JsonNode report = report(site);
            JsonNode counts = site.counts(campaign);
            System.out.println("BSP: " + report + "\ncounts: " + counts);
            assertThat(report.path("doubles").asInt()).as("doubles").isZero();
            assertThat(counts.path("sent").asInt() + counts.path("unknown").asInt())
                    .isEqualTo(PEOPLE);
            assertThat(counts.path("sent").asInt())
                    .isEqualTo(report.path("accepted").asInt());
            assertThat(site.states(campaign, PEOPLE).values()).containsOnly("DELIVERED", "UNKNOWN");
        }
    }

    private static void killOne(Site site, Stack stack) {
        site.waitUntil(
                "a worker holds messages", () -> busyWorkers(stack).findAny().isPresent());
        long pid = busyWorkers(stack).findFirst().orElseThrow();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        System.out.println("killed send-worker " + pid);
    }

    private static Stream<Long> busyWorkers(Stack stack) {
        return stack.describeFunctions().stream()
                .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                .map(it -> (Long) it.get("pid"));
    }

    private static JsonNode report(Site site) {
        return site.client().bsp("/_bsp/report");
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.bsp.Limits;
import dev.assent.local.rival.Rival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The messaging limit with several worker processes: exactly as many people as it permits, before and after it rises. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LimitTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    @Test
    void of_a_sample_exactly_the_limit_is_reached() throws IOException {
        reachTheLimit(40, 150, false);
    }

    /** {@code ./assent bench limit}. */
    @Tag("bench")
    @Test
    void of_two_thousand_exactly_two_hundred_and_fifty_are_reached_although_a_worker_is_killed() throws IOException {
        reachTheLimit(250, 2_000, true);
    }

    /** {@code ./assent bench limit}: what others do, who count nobody. */
    @Tag("bench")
    @Test
    void rivals_go_beyond_it() throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of());
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            for (Rival.Kind kind : Rival.Kind.values()) {
                try (Rival rival = Rival.start(stack, kind, new Limits(80, 250), Duration.ofSeconds(30), "")) {
                    rival.send(2_000);
                    Site.of(stack).waitUntil("it has sent everything", rival::isDone);
                    System.out.println(kind + ": " + rival.overLimit() + " people beyond a limit of 250");
                    assertThat(rival.overLimit()).isPositive();
                }
            }
        }
    }

    private static void reachTheLimit(int limit, int people, boolean kill) throws IOException {
        var options = StackOptions.of(
                        ROOT,
                        LocalPorts.free(),
                        Site.TOKEN,
                        Map.of("SendRate", "40", "MessagingLimit", Integer.toString(limit)))
                .withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, people);
            site.optIn(phones);
            String campaign = site.campaign(phones, null);
            site.start(campaign);
            if (kill) {
                site.waitUntil("some were accepted", () -> accepted(site) >= limit / 3);
                site.waitUntil("three workers are at it", () -> busy(stack).size() >= 3);
                killAWorker(stack, site);
            }
            site.waitUntil("the limit is used up", () -> accepted(site) + unknown(site, campaign) >= limit);
            site.waitUntil(
                    "nothing is queued",
                    () -> site.counts(campaign).path("queued").asInt() == 0);

            JsonNode counts = site.counts(campaign);
            System.out.println("limit " + limit + ": accepted " + accepted(site) + ", " + counts);
            assertThat(accepted(site) + unknownAndNotAccepted(site, campaign, people))
                    .isEqualTo(limit);
            assertThat(report(site).path("overLimit").asInt()).isZero();
            assertThat(counts.path("deferred").asInt()).isEqualTo(people - limit);
            checkWhenTheyMayGo(site, stack, campaign, people);

            raise(site, stack, limit + limit / 2);
            site.waitUntil("as many more as it rose by", () -> accepted(site) >= limit + limit / 2 - 1);
            assertThat(accepted(site) + unknownAndNotAccepted(site, campaign, people))
                    .isEqualTo(limit + limit / 2);

            stack.advance(Duration.ofHours(24).plusMinutes(8));
            site.waitUntil("a day later the next ones", () -> accepted(site) > limit + limit / 2);
            int both = 2 * (limit + limit / 2);
            site.waitUntil(
                    "as many as the day before",
                    () -> accepted(site) + unknown(site, campaign) >= Math.min(people, both));
            site.waitUntil(
                    "nobody is queued",
                    () -> site.counts(campaign).path("queued").asInt() == 0);
            // The simulated BSP keeps its own limit: what is over that is within the one that rose, on both days.
            assertThat(report(site).path("overLimit").asInt()).isLessThanOrEqualTo(both - 2 * limit);
            assertThat(accepted(site)).isLessThanOrEqualTo(both);
        }
    }

    private static void checkWhenTheyMayGo(Site site, Stack stack, String campaign, int people) {
        Instant tomorrow = stack.clock().instant().plus(Duration.ofHours(24));
        String waiting = IntStream.rangeClosed(1, people)
                .mapToObj(row -> campaign + "-" + row)
                .filter(id -> message(site, id).path("state").asText().equals("DEFERRED"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody waits"));
        // Whoever missed a slot before the limit was used up waits some seconds for another reason first.
        site.waitUntil(
                "it waits for the limit",
                () -> message(site, waiting).path("reason").asText().equals("MESSAGING_LIMIT_REACHED"));
        assertThat(Instant.parse(message(site, waiting).path("notBefore").asText()))
                .isBetween(tomorrow.minus(Duration.ofMinutes(15)), tomorrow.plus(Duration.ofMinutes(7)));
    }

    private static JsonNode message(Site site, String id) {
        return site.client().get("/v1/messages/" + id).body();
    }

    private static void raise(Site site, Stack stack, int limit) {
        site.account(
                "business_capability_update",
                "{\"max_daily_conversations_per_business\":" + limit + "}",
                stack.clock().instant());
    }

    private static void killAWorker(Stack stack, Site site) {
        site.waitUntil("a worker is busy", () -> !busy(stack).isEmpty());
        ProcessHandle worker = busy(stack).stream()
                .flatMap(it -> ProcessHandle.of(it).stream())
                .findFirst()
                .orElseThrow();
        assertThat(worker.destroyForcibly()).as("killed").isTrue();
    }

    private static List<Long> busy(Stack stack) {
        List<Long> pids = new ArrayList<>();
        stack.describeFunctions().stream()
                .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                .forEach(it -> pids.add((Long) it.get("pid")));
        return pids;
    }

    private static int unknown(Site site, String campaign) {
        return site.counts(campaign).path("unknown").asInt();
    }

    private static int unknownAndNotAccepted(Site site, String campaign, int people) {
        Map<String, String> states = new HashMap<>(site.states(campaign, people));
        states.keySet().removeAll(site.acceptedByProvider(campaign).keySet());
        return (int) states.values().stream().filter("UNKNOWN"::equals).count();
    }

    private static int accepted(Site site) {
        return report(site).path("accepted").asInt();
    }

    private static JsonNode report(Site site) {
        return site.client().bsp("/_bsp/report");
    }
}

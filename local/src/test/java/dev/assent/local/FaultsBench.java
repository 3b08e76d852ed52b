package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.demo.ApiClient;
import dev.assent.local.rival.Rival;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code ./assent bench faults}: everything goes wrong at once while 20,000 messages are sent, half of them marketing and
 * half utility; then rivals meet the same faults.
 */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class FaultsBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final int PEOPLE = Integer.getInteger("assent.bench.people", 5_000);
    private static final String FAULTS = "lost=1%,accept5xx=1%,slow=1%:12s,dup=5%,late=5%:60s,seed=11";
    private static final double RATE = 60;

    /** Longer than the latest status is late, so that silence means something. */
    private static final Map<String, String> PARAMETERS =
            Map.of("SendRate", Double.toString(RATE), "UtilityResendAfter", "PT2M");

    private static final List<String> MARKETING = List.of("summer_sale", "newsletter_weekly");
    private static final List<String> UTILITY = List.of("order_shipped", "appointment_reminder");

    private record Row(String state, String doubt, int accepted) {}

    @Test
    void marketing_is_never_sent_twice_and_everything_has_a_state() throws IOException {
        var report = new BenchReport("faults");
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, PARAMETERS)
                .withBspFaults(FAULTS)
                .withoutIam();
        try (Stack stack = Stack.start(
                options,
                new Log(new PrintStream(
                        ROOT.resolve("local/target/faults-bench.log").toFile(), StandardCharsets.UTF_8)))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, PEOPLE);
            site.optIn(phones, "offers", "newsletter", "order-updates", "appointments");
            Map<String, String> campaigns = new LinkedHashMap<>();
            try (ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor()) {
                var dice = new Random(11);
                int[] killed = {0};
                var killing =
                        killer.scheduleAtFixedRate(() -> killed[0] += killOne(stack, dice), 5, 5, TimeUnit.SECONDS);
                for (String template : IntStream.range(0, 2)
                        .boxed()
                        .flatMap(it -> Stream.of(MARKETING.get(it), UTILITY.get(it)))
                        .toList()) {
                    String campaign = site.campaignOf(template, phones);
                    campaigns.put(template, campaign);
                    site.start(campaign);
                    site.waitUntil(Duration.ofMinutes(15), template + " is fed", () -> !isBehind(site, campaign));
                }
                site.waitUntil(
                        Duration.ofMinutes(15), "nearly all of it is sent", () -> left(site, campaigns) < PEOPLE / 25);
                assertThat(killing.isDone()).as("killing ended early").isFalse();
                // With one worker left to kill, none would live long enough to start.
                killer.shutdownNow();
                site.waitUntil(Duration.ofMinutes(15), "nothing is queued any more", () -> campaigns.values().stream()
                        .allMatch(site::isSettled));
                System.out.println(Instant.now() + " workers killed: " + killed[0]);
                report.with("killed", killed[0]);
                assertThat(killed[0]).isGreaterThan((int) (4 * PEOPLE / RATE / 5 / 2));
            }
            // Until the last late status came, the last silence was broken, and the last lease has ended.
            Map<String, Integer> states = settle(site, campaigns);

            Map<String, Map<String, Row>> rows = rows(site, campaigns);
            rows.forEach((template, messages) -> messages.forEach((id, row) -> {
                if (row.state().equals("UNKNOWN") || row.state().equals("FAILED")) {
                    System.out.println(template + " " + id + " " + row);
                }
            }));
            System.out.println("states: " + states);
            long marketingDoubles = doubles(rows, MARKETING);
            long utilityDoubles = doubles(rows, UTILITY);
            long utilityLosses = losses(rows, UTILITY);
            long marketingLosses = losses(rows, MARKETING);
            double million = 1e6 / (2.0 * PEOPLE);
            System.out.printf(
                    "Assent: marketing: %d doubles, %d never arrived; utility: %d doubles, %d never arrived,"
                            + " that is %.0f and %.0f a million%n",
                    marketingDoubles,
                    marketingLosses,
                    utilityDoubles,
                    utilityLosses,
                    utilityDoubles * million,
                    utilityLosses * million);
            report.with("states", states)
                    .with("marketingDoubles", marketingDoubles)
                    .with("marketingLosses", marketingLosses)
                    .with("utilityDoublesPerMillion", utilityDoubles * million)
                    .with("utilityLossesPerMillion", utilityLosses * million);
            assertThat(marketingDoubles).isZero();
            rows.values().stream().flatMap(it -> it.values().stream()).forEach(FaultsBench::check);
            checkLeases(stack);
            for (Rival.Kind kind : Rival.Kind.values()) {
                rival(stack, kind, report);
            }
        }
        report.publish();
    }

    // Whatever arrived is known to have, and whatever did not is known to be doubtful, with the reason.
    private static void check(Row row) {
        assertThat(row.state()).isEqualTo(row.accepted() > 0 ? "DELIVERED" : "UNKNOWN");
        assertThat(row.doubt().isEmpty()).isEqualTo(row.accepted() > 0);
    }

    // As it stands in the table: what is SENDING there was left by a worker that ended, and its lease has run out.
    private static void checkLeases(Stack stack) {
        try (var dynamoDb = EmulatedAws.dynamoDb(stack, "bench")) {
            List<Long> leases = dynamoDb
                    .scanPaginator(request -> request.tableName("MessageTable")
                            .filterExpression("#state = :sending")
                            .expressionAttributeNames(Map.of("#state", "state"))
                            .expressionAttributeValues(Map.of(":sending", EmulatedAws.string("SENDING"))))
                    .items()
                    .stream()
                    .map(it -> Long.parseLong(it.getOrDefault("leaseUntil", EmulatedAws.number(Long.MAX_VALUE))
                            .n()))
                    .toList();
            System.out.println(leases.size() + " are SENDING in the table, and read as UNKNOWN: their lease has ended");
            assertThat(leases).allMatch(it -> it < stack.clock().instant().toEpochMilli());
        }
    }

    private static int left(Site site, Map<String, String> campaigns) {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000_000);
        return campaigns.values().stream()
                .mapToInt(it -> site.counts(it).path("queued").asInt())
                .sum();
    }

    private static boolean isBehind(Site site, String campaign) {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000_000);
        return site.counts(campaign).path("queued").asInt() > PEOPLE / 20;
    }

    private static int killOne(Stack stack, Random dice) {
        List<Long> busy = new ArrayList<>();
        stack.describeFunctions().stream()
                .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                .forEach(it -> busy.add((Long) it.get("pid")));
        if (busy.isEmpty()) {
            return 0;
        }
        ProcessHandle.of(busy.get(dice.nextInt(busy.size()))).ifPresent(ProcessHandle::destroyForcibly);
        return 1;
    }

    private static Map<String, Integer> settle(Site site, Map<String, String> campaigns) {
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        Map<String, Integer> states = new TreeMap<>();
        while (Instant.now().isBefore(end)) {
            java.util.concurrent.locks.LockSupport.parkNanos(45_000_000_000L);
            states.clear();
            campaigns.values().forEach(it -> site.states(it, PEOPLE)
                    .values()
                    .forEach(state -> states.merge(state, 1, Integer::sum)));
            System.out.println(Instant.now() + " " + states);
        }
        return states;
    }

    private static Map<String, Map<String, Row>> rows(Site site, Map<String, String> campaigns) {
        Map<String, Map<String, Row>> rows = new LinkedHashMap<>();
        campaigns.forEach((template, campaign) -> {
            Map<String, Integer> accepted = site.acceptedByProvider(campaign);
            List<String> ids = IntStream.rangeClosed(1, PEOPLE)
                    .mapToObj(it -> campaign + "-" + it)
                    .toList();
            List<JsonNode> views = ApiClient.all(
                    ids, 4, it -> site.client().get("/v1/messages/" + it).body());
            Map<String, Row> messages = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                messages.put(
                        ids.get(i),
                        new Row(
                                views.get(i).path("state").asText(),
                                views.get(i).path("doubt").asText(),
                                accepted.getOrDefault(ids.get(i), 0)));
            }
            rows.put(template, messages);
        });
        return rows;
    }

    private static long doubles(Map<String, Map<String, Row>> rows, List<String> templates) {
        return count(rows, templates, 2, Integer.MAX_VALUE);
    }

    private static long losses(Map<String, Map<String, Row>> rows, List<String> templates) {
        return count(rows, templates, 0, 0);
    }

    private static long count(Map<String, Map<String, Row>> rows, List<String> templates, int least, int most) {
        return templates.stream()
                .flatMap(it -> rows.getOrDefault(it, Map.of()).values().stream())
                .filter(it -> it.accepted() >= least && it.accepted() <= most)
                .count();
    }

    private static void rival(Stack stack, Rival.Kind kind, BenchReport report) throws IOException {
        int messages = PEOPLE;
        var dice = new Random(11);
        try (Rival rival = Rival.start(stack, kind, RATE, Duration.ofSeconds(30), FAULTS)) {
            rival.send(messages);
            Instant end = Instant.now().plus(Duration.ofMinutes(12));
            while (!rival.isDone() && Instant.now().isBefore(end)) {
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000_000L);
                rival.kill(dice);
            }
            double million = 1e6 / messages;
            System.out.printf(
                    "%s: %d doubles, %d never arrived, that is %.0f and %.0f a million; done: %s%n",
                    kind,
                    rival.doubles(),
                    rival.losses(),
                    rival.doubles() * million,
                    rival.losses() * million,
                    rival.isDone());
            report.with(kind + ": doubles per million", rival.doubles() * million)
                    .with(kind + ": losses per million", rival.losses() * million);
        }
    }
}

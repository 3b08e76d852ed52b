package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.demo.ApiClient;
import dev.assent.local.rival.Rival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code ./assent bench gate}: 500 people in random situations; what a permission check says is what becomes of the same
 * message. Beside it, what senders without a gate would have sent.
 */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class GateBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final long SEED = 20_261_125;
    private static final int AT_ONCE = 4;
    private static final List<String> TOPICS =
            List.of("offers", "newsletter", "order-updates", "appointments", "login");
    private static final List<String> TEMPLATES =
            List.of("summer_sale", "newsletter_weekly", "order_shipped", "appointment_reminder", "login_code");

    /** Which part of the people is asked while what holds. */
    private enum Phase {
        NOTHING(200),
        MARKETING_PAUSED(100),
        ALL_PAUSED(50),
        TEMPLATE_PAUSED(75),
        LIMIT_REACHED(75);

        private final int people;

        Phase(int people) {
            this.people = people;
        }
    }

    private record Situation(String phone, String content, boolean agreed, boolean wrote) {}

    private record Outcome(String said, String became) {}

    private final Random dice = new Random(SEED);
    private final Map<String, Integer> seen = new TreeMap<>();
    private int refused;

    @Test
    void a_check_says_what_happens() throws IOException {
        var options =
                StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of()).withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            int next = 1;
            for (Phase phase : Phase.values()) {
                List<Situation> situations = IntStream.range(next, next + phase.people)
                        .mapToObj(this::situation)
                        .toList();
                next += phase.people;
                situations.forEach(it -> bringAbout(site, it));
                site.waitUntil("what people wrote was heard", () -> situations.stream()
                        .filter(Situation::wrote)
                        .allMatch(it -> !site.mayGetText(it.phone()).equals("DENIED WINDOW_CLOSED")));
                begin(phase, site, stack);
                aMoment();
                ApiClient.all(situations, AT_ONCE, it -> ask(site, it)).forEach(outcome -> {
                    assertThat(outcome.became()).isEqualTo(outcome.said());
                    seen.merge(outcome.said(), 1, Integer::sum);
                    refused += outcome.said().equals("ALLOWED") ? 0 : 1;
                });
                end(phase, site);
            }
            System.out.println("500 situations (seed " + SEED + "): " + seen);
            var report = new BenchReport("gate").with("equal", 500).with("decisions", seen);
            for (Rival.Kind kind : Rival.Kind.values()) {
                rival(stack, kind, report);
            }
            report.publish();
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(9);
    }

    // The same messages, which it can't tell from each other.
    private void rival(Stack stack, Rival.Kind kind, BenchReport report) throws IOException {
        try (Rival rival = Rival.start(stack, kind, 80, Duration.ofSeconds(30), "")) {
            rival.send(500);
            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            while (!rival.isDone() && Instant.now().isBefore(end)) {
                java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
            }
            long sent = 500 - rival.losses();
            System.out.printf(
                    "%s: sent %d of 500, %d of them without permission%n", kind, sent, sent - (500 - refused));
            report.with(kind + ": sent without permission", sent - (500 - refused));
        }
    }

    private Situation situation(int number) {
        int kind = dice.nextInt(10);
        String content =
                switch (kind) {
                    case 7 -> "\"text\":{\"body\":\"Tomorrow at ten.\"}";
                    case 8 -> "\"media\":{\"type\":\"IMAGE\",\"link\":\"https://acme.example/a.png\"}";
                    case 9 ->
                        "\"interactive\":{\"type\":\"button\",\"body\":{\"text\":\"Shall we?\"},\"action\":{\"buttons\":"
                                + "[{\"type\":\"reply\",\"reply\":{\"id\":\"yes\",\"title\":\"Yes\"}}]}}";
                    default ->
                        "\"template\":{\"name\":\"" + TEMPLATES.get(kind % TEMPLATES.size())
                                + "\",\"parameters\":[\"Kim\"]}";
                };
        String phone = odds(0.1) ? "+98912%07d".formatted(number) : Site.phone(number);
        return new Situation(phone, content, odds(0.85), odds(0.4));
    }

    private void bringAbout(Site site, Situation it) {
        if (it.agreed()) {
            String[] topics = TOPICS.stream().filter(_ -> odds(0.7)).toArray(String[]::new);
            site.optIn(List.of(it.phone()), topics.length == 0 ? new String[] {"offers"} : topics);
        }
        if (odds(0.25)) {
            String scope =
                    List.of("ALL", "MARKETING", "TOPIC\",\"topic\":\"offers").get(dice.nextInt(3));
            assertThat(site.client()
                            .post(
                                    "/v1/opt-outs",
                                    "{\"contact\":{\"phone\":\"" + it.phone() + "\"},\"scope\":\"" + scope
                                            + "\",\"method\":\"API\"}")
                            .status())
                    .isEqualTo(201);
        }
        if (it.wrote()) {
            site.write(it.phone(), "When do you open?");
        }
    }

    private boolean odds(double share) {
        return dice.nextDouble() < share;
    }

    private static void begin(Phase phase, Site site, Stack stack) {
        switch (phase) {
            case NOTHING -> {
                // As it is.
            }
            case MARKETING_PAUSED -> pause(site, "MARKETING");
            case ALL_PAUSED -> pause(site, "ALL");
            case TEMPLATE_PAUSED -> {
                site.account(
                        "message_template_status_update",
                        "{\"event\":\"PAUSED\",\"message_template_id\":1,\"message_template_name\":\"summer_sale\","
                                + "\"message_template_language\":\"en\"}",
                        stack.clock().instant());
                waitFor(site, "TEMPLATE_PAUSED", stack);
            }
            case LIMIT_REACHED -> {
                site.account(
                        "business_capability_update",
                        "{\"max_daily_conversations_per_business\":1}",
                        stack.clock().instant());
                waitFor(site, "MESSAGING_LIMIT_REACHED", stack);
            }
        }
    }

    // Somebody who may get everything shows when the news is in force.
    private static void waitFor(Site site, String reason, Stack stack) {
        String canary = Site.phone(900_000 + reason.length());
        site.optIn(List.of(canary));
        site.waitUntil("it is in force", () -> site.mayGetOffer(canary).equals("DEFERRED " + reason));
        assertThat(stack.clock().offset()).isZero();
    }

    // A brake is in force within a second.
    private static void aMoment() {
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
    }

    private static void pause(Site site, String what) {
        assertThat(site.client()
                        .post("/v1/pause", "{\"what\":\"" + what + "\",\"reason\":\"a test\"}")
                        .status())
                .isEqualTo(200);
    }

    private static void end(Phase phase, Site site) {
        if (phase == Phase.MARKETING_PAUSED || phase == Phase.ALL_PAUSED) {
            String what = phase == Phase.ALL_PAUSED ? "ALL" : "MARKETING";
            assertThat(site.client()
                            .post("/v1/resume", "{\"what\":\"" + what + "\"}")
                            .status())
                    .isEqualTo(200);
            site.waitUntil(
                    "it is lifted", () -> !site.mayGetOffer(Site.phone(1)).contains("PAUSED_BY_OPERATOR"));
            aMoment();
        }
    }

    private static Outcome ask(Site site, Situation it) {
        String to = "{\"to\":{\"phone\":\"" + it.phone() + "\"}," + it.content();
        JsonNode said = site.client().post("/v1/permission-checks", to + "}").body();
        String id = site.client()
                .post("/v1/messages", to + ",\"priority\":\"HIGH\",\"idempotencyKey\":\"gate" + it.phone() + "\"}")
                .body()
                .path("messageId")
                .asText();
        List<JsonNode> record = new ArrayList<>();
        site.waitUntil("it is decided", () -> {
            JsonNode view = site.client().get("/v1/messages/" + id).body();
            record.clear();
            record.add(view);
            return !List.of("QUEUED", "SENDING").contains(view.path("state").asText());
        });
        return new Outcome(
                (said.path("decision").asText() + " " + said.path("reason").asText()).strip(),
                became(record.getFirst()));
    }

    private static String became(JsonNode record) {
        String reason = record.path("reason").asText();
        return switch (record.path("state").asText()) {
            case "SENT", "DELIVERED", "READ" -> "ALLOWED";
            case "WITHHELD" -> "DENIED " + reason;
            case "DEFERRED" -> "DEFERRED " + reason;
            default -> record.path("state").asText() + " " + reason;
        };
    }
}

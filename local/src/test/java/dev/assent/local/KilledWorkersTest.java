package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.demo.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
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
    private static final int AT_ONCE = 4;

    @Test
    void nobody_gets_it_twice_and_nothing_is_left_without_a_state() throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), "secret", Map.of("SendRate", "40"))
                .withBspFaults("lost=1%,seed=7")
                .withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            var client = new ApiClient(stack.address(), stack.bspAddress(), "secret", "local-app-secret");
            ApiClient.all(
                    IntStream.range(0, PEOPLE).boxed().toList(),
                    AT_ONCE,
                    number -> client.post("/v1/opt-ins", optIn(phone(number))));
            String campaign = start(client);
            for (double share : List.of(0.1, 0.4, 0.7)) {
                waitUntil(() -> accepted(client) >= share * PEOPLE);
                killOne(stack);
            }

            waitUntil(() -> settled(client, campaign));
            waitUntil(() -> unknownButAccepted(client, campaign).isEmpty());

            JsonNode report = client.bsp("/_bsp/report");
            JsonNode counts = counts(client, campaign);
            System.out.println("BSP: " + report + "\ncounts: " + counts);
            assertThat(report.path("doubles").asInt()).as("doubles").isZero();
            assertThat(counts.path("sent").asInt() + counts.path("unknown").asInt())
                    .isEqualTo(PEOPLE);
            assertThat(counts.path("sent").asInt())
                    .isEqualTo(report.path("accepted").asInt());
            assertThat(states(client, campaign).values()).containsOnly("DELIVERED", "UNKNOWN");
        }
    }

    private static void killOne(Stack stack) {
        waitUntil(() -> busyWorkers(stack).findAny().isPresent());
        long pid = busyWorkers(stack).findFirst().orElseThrow();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        System.out.println("killed send-worker " + pid);
    }

    private static java.util.stream.Stream<Long> busyWorkers(Stack stack) {
        return stack.describeFunctions().stream()
                .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                .map(it -> (Long) it.get("pid"));
    }

    private static String start(ApiClient client) {
        String id = client.post(
                        "/v1/campaigns",
                        "{\"name\":\"kills\",\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"{{name}}\"]}}")
                .body()
                .path("campaignId")
                .asText();
        StringBuilder csv = new StringBuilder("phone,name\n");
        IntStream.range(0, PEOPLE).forEach(number -> csv.append(phone(number)).append(",Kim\n"));
        client.post("/v1/campaigns/" + id + "/recipients", "text/csv", csv.toString());
        client.post("/v1/campaigns/" + id + "/start", "{}");
        return id;
    }

    private static boolean settled(ApiClient client, String campaign) {
        JsonNode counts = counts(client, campaign);
        return counts.path("queued").asInt() == 0 && counts.path("deferred").asInt() == 0;
    }

    private static JsonNode counts(ApiClient client, String campaign) {
        return client.get("/v1/campaigns/" + campaign).body().path("counts");
    }

    private static int accepted(ApiClient client) {
        return client.bsp("/_bsp/report").path("accepted").asInt();
    }

    /** Messages that the provider accepted, so that a status comes, and whose state does not say so yet. */
    private static Set<String> unknownButAccepted(ApiClient client, String campaign) {
        Set<String> accepted = new HashSet<>();
        client.bsp("/_bsp/messages").forEach(it -> {
            if (it.path("outcome").asText().startsWith("ACCEPTED")) {
                accepted.add(it.path("callbackData").asText().replaceFirst("\\..*", ""));
            }
        });
        states(client, campaign).forEach((id, state) -> {
            if (state.equals("DELIVERED")) {
                accepted.remove(id);
            }
        });
        return accepted;
    }

    private static Map<String, String> states(ApiClient client, String campaign) {
        List<String> ids = IntStream.rangeClosed(1, PEOPLE)
                .mapToObj(row -> campaign + "-" + row)
                .toList();
        List<String> states = ApiClient.all(
                ids,
                AT_ONCE,
                id -> client.get("/v1/messages/" + id).body().path("state").asText());
        Map<String, String> byId = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            byId.put(ids.get(i), states.get(i));
        }
        return byId;
    }

    private static String phone(int number) {
        return "+4915200%06d".formatted(number);
    }

    private static String optIn(String phone) {
        return "{\"contact\":{\"phone\":\"" + phone + "\"},\"topics\":[\"offers\"],\"method\":\"WEB_FORM\","
                + "\"evidence\":{\"businessName\":\"Acme\",\"wording\":\"w\",\"wordingVersion\":\"1\",\"language\":\"en\","
                + "\"activeAct\":\"CHECKBOX_TICKED\",\"conditionOfPurchase\":false,\"sourceUrl\":\"https://acme.example\"},"
                + "\"idempotencyKey\":\"" + phone + "\"}";
    }

    private static void waitUntil(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofMinutes(8));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
        }
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./assent bench priority}: one-time codes behind a bulk backlog of 20,000. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class PriorityBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final int PEOPLE = Integer.getInteger("assent.bench.people", 10_000);
    private static final int WARM_UP = 20;
    private static final int CODES = 180;

    @Test
    void a_code_hardly_waits() throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "40"))
                .withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, PEOPLE);
            site.optIn(phones, "offers", "newsletter");
            List<String> others = Site.phones(500_000, WARM_UP + CODES);
            site.optIn(others, "login");
            for (String template : List.of("summer_sale", "newsletter_weekly")) {
                site.start(site.campaignOf(template, phones));
            }
            Map<String, Instant> askedAt = new HashMap<>();
            others.forEach(phone -> {
                askedAt.put(phone, Instant.now());
                post(site, phone);
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
            });
            int backlog = 2 * PEOPLE
                    - site.client().bsp("/_bsp/report").path("accepted").asInt();
            site.waitUntil("every code arrived", () -> arrivals(site, others).size() == others.size());

            Map<String, Instant> arrivals = arrivals(site, others);
            List<Duration> waits = new ArrayList<>();
            others.subList(WARM_UP, others.size())
                    .forEach(it -> waits.add(Duration.between(askedAt.get(it), arrivals.get(it))));
            waits.sort(null);
            Duration p99 = waits.get((int) (waits.size() * 0.99));
            System.out.printf(
                    "%d codes from the request to their arrival, %d bulk messages still behind them at the end: p50 %d ms,"
                            + " p99 %d ms, most %d ms%n",
                    CODES,
                    backlog,
                    waits.get(waits.size() / 2).toMillis(),
                    p99.toMillis(),
                    waits.getLast().toMillis());
            new BenchReport("priority")
                    .with("p99Millis", p99.toMillis())
                    .with("backlogAtTheEnd", backlog)
                    .publish();
            assertThat(backlog).isGreaterThanOrEqualTo(PEOPLE);
            assertThat(p99).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    private static void post(Site site, String phone) {
        int status = site.client()
                .post(
                        "/v1/messages",
                        "{\"to\":{\"phone\":\"" + phone
                                + "\"},\"template\":{\"name\":\"login_code\",\"parameters\":[\"123456\"]},"
                                + "\"priority\":\"HIGH\",\"idempotencyKey\":\"code" + phone + "\"}")
                .status();
        assertThat(status).isEqualTo(202);
    }

    private static Map<String, Instant> arrivals(Site site, List<String> phones) {
        Map<String, Instant> arrivals = new HashMap<>();
        for (JsonNode arrival : site.client().bsp("/_bsp/messages")) {
            if (arrival.path("template").asText().equals("login_code")) {
                arrivals.put(
                        arrival.path("to").asText(),
                        Instant.parse(arrival.path("arrivedAt").asText()));
            }
        }
        arrivals.keySet().retainAll(phones);
        return arrivals;
    }
}

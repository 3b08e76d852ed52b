package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps everybody, or everybody but some, from being written to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BrakesTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    @Test
    void a_brake_is_in_force_within_a_second_and_what_waited_goes_on_when_it_is_lifted() throws IOException {
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "20"));
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, 200);
            site.optIn(phones);
            String campaign = site.campaign(phones, null);
            site.start(campaign);
            site.waitUntil("it runs", () -> accepted(site) > 20);

            JsonNode paused = site.client()
                    .post("/v1/pause", "{\"what\":\"MARKETING\",\"reason\":\"the shop is down\"}")
                    .body();
            Instant pausedAt = Instant.now();
            assertThat(paused.path("paused").path(0).path("what").asText()).isEqualTo("MARKETING");
            assertThat(site.mayGetOffer(phones.getLast())).isEqualTo("DEFERRED PAUSED_BY_OPERATOR");
            site.waitUntil(
                    "everything waits",
                    () -> site.counts(campaign).path("queued").asInt() == 0);
            assertThat(arrivalsAfter(site, pausedAt.plus(Duration.ofSeconds(1))))
                    .isZero();
            assertThat(site.counts(campaign).path("deferred").asInt()).isPositive();

            site.client().post("/v1/resume", "{\"what\":\"MARKETING\"}");
            site.waitUntil("everybody got it", () -> accepted(site) == 200);
            assertThat(site.client().bsp("/_bsp/report").path("doubles").asInt())
                    .isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"ALLOWLIST, 5", "DRY_RUN, 0"})
    void no_road_leads_to_another_number(String mode, int arrivals) throws IOException {
        String test = Site.phone(1);
        String other = Site.phone(2);
        var options =
                StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendMode", mode, "TestNumbers", test));
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            site.optIn(List.of(test, other));
            String campaign = site.campaign(List.of(test, other), null);
            site.start(campaign);
            for (String phone : List.of(other, test)) {
                site.write(phone, "Where is it?");
                site.waitUntil("it is heard", () -> !site.mayGetText(phone).equals("DENIED WINDOW_CLOSED"));
                site.waitUntil("the campaign is through", () -> site.isSettled(campaign));
                apart(stack);
                post(site, phone, "\"text\":{\"body\":\"Tomorrow.\"}", "text");
                apart(stack);
                post(site, phone, "\"media\":{\"type\":\"IMAGE\",\"link\":\"https://acme.example/a.jpg\"}", "media");
                apart(stack);
                post(
                        site,
                        phone,
                        "\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]},\"priority\":\"BULK\"",
                        "offer");
                apart(stack);
                site.write(phone, "STOP");
            }
            site.waitUntil("the test number got all of it", () -> site.arrivalsAt(test) >= arrivals);
            site.waitUntil("the STOP of the other number is in force", () -> site.mayGetOffer(other)
                    .startsWith("DENIED"));

            assertThat(site.arrivalsAt(other)).isZero();
            assertThat(site.arrivalsAt(test)).isEqualTo(arrivals);
        }
    }

    // One message per six seconds to one person.
    private static void apart(Stack stack) {
        stack.advance(Duration.ofSeconds(7));
    }

    private static void post(Site site, String phone, String content, String key) {
        var answer = site.client()
                .post(
                        "/v1/messages",
                        "{\"to\":{\"phone\":\"" + phone + "\"}," + content + ",\"idempotencyKey\":\"" + key + phone
                                + "\"}");
        assertThat(answer.status()).isEqualTo(202);
        String id = answer.body().path("messageId").asText();
        site.waitUntil("it is decided", () -> !List.of("QUEUED", "SENDING", "DEFERRED")
                .contains(site.client()
                        .get("/v1/messages/" + id)
                        .body()
                        .path("state")
                        .asText()));
    }

    private static long arrivalsAfter(Site site, Instant moment) {
        long late = 0;
        for (JsonNode arrival : site.client().bsp("/_bsp/messages")) {
            late += Instant.parse(arrival.path("arrivedAt").asText()).isAfter(moment) ? 1 : 0;
        }
        return late;
    }

    private static int accepted(Site site) {
        return site.client().bsp("/_bsp/report").path("accepted").asInt();
    }
}

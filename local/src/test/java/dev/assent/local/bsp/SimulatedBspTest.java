package dev.assent.local.bsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.assent.local.Journal;
import dev.assent.local.Json;
import dev.assent.local.LocalPorts;
import dev.assent.local.Log;
import dev.assent.local.webhook.SignedWebhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider's own rules, apart from Assent. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulatedBspTest {

    private static final String NUMBER = "100000000000001";

    @TempDir
    private Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> webhooks = new LinkedBlockingQueue<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T09:00:00Z"));
    private HttpServer receiver = unset();
    private int port;
    private SimulatedBsp bsp = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            webhooks.add(Json.read(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        port = LocalPorts.free();
        bsp = open("", 2);
    }

    private SimulatedBsp open(String faults, int batch) {
        InstantSource clock = now::get;
        return SimulatedBsp.start(
                new SimulatedBsp.Setup(
                        port,
                        Limits.read("throughput=5", 80, 2_000),
                        Faults.read(faults),
                        new SignedWebhook.Target(
                                URI.create("http://127.0.0.1:"
                                        + receiver.getAddress().getPort()),
                                "secret"),
                        batch,
                        "300000000000001",
                        Map.of(NUMBER, "+15550100"),
                        List.of(Json.read("{\"name\":\"summer_sale\",\"status\":\"APPROVED\"}")),
                        clock,
                        Journal.in(folder.resolve("bsp.jsonl"))),
                new Log(System.out));
    }

    @AfterEach
    void stop() {
        bsp.close();
        receiver.stop(0);
    }

    @Test
    void its_own_clock_fills_its_buckets_and_counts_its_day() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(send("+49151%07d".formatted(i), "m-" + i).statusCode()).isEqualTo(200);
        }
        assertThat(send("+491519999999", "m-9").body()).contains("130429");
        assertThat(report().path("uniquePeople24h").asInt()).isEqualTo(5);

        pass(Duration.ofHours(25));

        assertThat(send("+491519999999", "m-9").statusCode()).isEqualTo(200);
        assertThat(report().path("uniquePeople24h").asInt()).isEqualTo(1);
        assertThat(report().path("rejected").path("130429").asInt()).isEqualTo(1);
    }

    @Test
    void statuses_come_when_they_are_due_and_no_more_of_them_at_once_than_set() throws Exception {
        send("+491510000001", "m-1");
        send("+491510000002", "m-2");
        assertThat(webhooks.poll(600, TimeUnit.MILLISECONDS)).isNull();

        pass(Duration.ofMinutes(1));

        int statuses = 0;
        while (statuses < 4) {
            JsonNode webhook = webhooks.poll(10, TimeUnit.SECONDS);
            assertThat(webhook).isNotNull();
            int size = webhook.findPath("statuses").size();
            assertThat(size).isBetween(1, 2);
            statuses += size;
        }
    }

    @Test
    void its_books_and_what_it_owes_outlive_it() throws Exception {
        send("+491510000001", "m-1");
        bsp.close();

        bsp = open("", 1_000);
        assertThat(report().path("accepted").asInt()).isEqualTo(1);
        pass(Duration.ofMinutes(1));
        JsonNode webhook = webhooks.poll(10, TimeUnit.SECONDS);
        assertThat(webhook).isNotNull();
        assertThat(webhook.toString()).contains("m-1").contains("delivered");
        send("+491510000001", "m-1.2");
        assertThat(report().path("doubles").asInt()).isEqualTo(1);
    }

    @Test
    void a_phone_numbers_fields_and_the_templates_can_be_read() throws Exception {
        JsonNode number = get("/v24.0/" + NUMBER + "?fields=quality_rating,whatsapp_business_manager_messaging_limit");
        assertThat(number.path("quality_rating").asText()).isEqualTo("GREEN");
        assertThat(number.path("whatsapp_business_manager_messaging_limit").asText())
                .isEqualTo("TIER_2K");
        assertThat(number.has("throughput")).isFalse();

        assertThat(get("/v24.0/300000000000001/message_templates")
                        .path("data")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("summer_sale");
        assertThat(get("/v24.0/999").path("error").path("code").asInt()).isEqualTo(100);
    }

    @Test
    void unreadable_requests_get_an_answer() throws Exception {
        assertThat(post("/v24.0/" + NUMBER + "/messages", "{").statusCode()).isEqualTo(400);
        assertThat(post("/_bsp/faults", "often=1%").body()).contains("There is no fault named often");
        assertThat(post("/_bsp/faults", "lost=1%,late=5%:60s").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Limits.read("speed=1", 80, 250)).hasMessageContaining("throughput=80");
    }

    private void pass(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    private HttpResponse<String> send(String to, String callbackData) throws Exception {
        return post(
                "/v24.0/" + NUMBER + "/messages",
                "{\"to\":\"" + to + "\",\"type\":\"template\",\"template\":{\"name\":\"summer_sale\"},"
                        + "\"biz_opaque_callback_data\":\"" + callbackData + "\"}");
    }

    private JsonNode report() throws Exception {
        return get("/_bsp/report");
    }

    private JsonNode get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer x")
                .build();
        return Json.read(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer x")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}

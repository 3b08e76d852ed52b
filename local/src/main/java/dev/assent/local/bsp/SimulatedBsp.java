package dev.assent.local.bsp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assent.local.Journal;
import dev.assent.local.Json;
import dev.assent.local.Log;
import dev.assent.local.webhook.SignedWebhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for Meta's Graph API. It enforces throughput and pair rate, counts unique people, answers after a while, and
 * posts statuses. It shares no code with what it tests.
 */
public final class SimulatedBsp implements AutoCloseable {

    private static final Pattern MESSAGES = Pattern.compile("/v[0-9.]+/([0-9]+)/messages");
    private static final double MEDIAN_MILLIS = 150;
    // With a median of 150 ms this puts the 99th percentile at 800 ms.
    private static final double SIGMA = Math.log(800 / MEDIAN_MILLIS) / 2.326;
    private static final double PAIR_DEPTH = 45;
    private static final double PAIR_PER_SECOND = 1 / 6.0;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, TokenBucket> throughput = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> pairs = new ConcurrentHashMap<>();
    private final double rate;
    private final InstantSource clock;
    private final Journal journal;
    private final Books books;
    private final GraphFields graph;
    private final StatusWebhooks webhooks;
    private volatile Faults faults;
    private volatile Random random;

    /**
     * How a provider is set up.
     *
     * @param limits that it enforces, or counts
     * @param webhook where statuses are posted, and how they are signed
     * @param statusesPerWebhook at most
     * @param templates what the template list answers
     * @param journal what survives a restart
     */
    public record Setup(
            int port,
            Limits limits,
            Faults faults,
            SignedWebhook.Target webhook,
            int statusesPerWebhook,
            String wabaId,
            Map<String, String> displayNumbers,
            List<JsonNode> templates,
            InstantSource clock,
            Journal journal) {}

    private SimulatedBsp(HttpServer server, Setup setup, Log log) {
        this.server = server;
        this.rate = setup.limits().throughput();
        this.clock = setup.clock();
        this.journal = setup.journal();
        this.books = new Books(setup.limits().messagingLimit());
        this.graph = new GraphFields(setup);
        this.webhooks =
                new StatusWebhooks(setup.webhook(), setup.wabaId(), setup.statusesPerWebhook(), clock, journal, log);
        this.faults = setup.faults();
        this.random = new Random(setup.faults().seed());
        resume();
    }

    private void resume() {
        Map<String, StatusWebhooks.Due> open = new LinkedHashMap<>();
        journal.replay(line -> {
            if (line.has("arrival")) {
                books.note(Json.read(line.path("arrival"), Books.Arrival.class));
            }
            line.path("statuses").forEach(it -> {
                var due = Json.read(it, StatusWebhooks.Due.class);
                open.put(due.key(), due);
            });
            line.path("posted").forEach(key -> open.remove(key.asText()));
        });
        webhooks.add(List.copyOf(open.values()));
    }

    /** Starts it; returns once it serves. */
    public static SimulatedBsp start(Setup setup, Log log) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port()), 256);
            var bsp = new SimulatedBsp(server, setup, log);
            server.setExecutor(bsp.threads);
            server.createContext("/", bsp::handle);
            server.start();
            return bsp;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port " + setup.port() + " is taken; the simulated BSP needs it, ten above --port; choose another",
                    e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Matcher messages = MESSAGES.matcher(path);
            if (exchange.getRequestMethod().equals("POST") && messages.matches()) {
                send(exchange, messages.group(1), body);
                return;
            }
            switch (exchange.getRequestMethod() + " " + path) {
                case "GET /_bsp/report" -> answer(exchange, 200, books.report(clock.instant()));
                case "GET /_bsp/messages" -> answer(exchange, 200, books.arrivals());
                case "POST /_bsp/faults" -> changeFaults(exchange, new String(body, StandardCharsets.UTF_8));
                default -> readFields(exchange, path);
            }
        }
    }

    private void changeFaults(HttpExchange exchange, String spec) throws IOException {
        try {
            faults = Faults.read(spec);
            random = new Random(faults.seed());
            answer(exchange, 200, Map.of("faults", faults.toString()));
        } catch (IllegalArgumentException e) {
            answer(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private void readFields(HttpExchange exchange, String path) throws IOException {
        Optional<Object> found = exchange.getRequestMethod().equals("GET")
                ? graph.read(path, String.valueOf(exchange.getRequestURI().getQuery()))
                : Optional.empty();
        if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
            answer(exchange, 401, error(190, "Invalid OAuth access token"));
        } else if (found.isPresent()) {
            answer(exchange, 200, found.get());
        } else {
            answer(exchange, 404, error(100, "Unknown path"));
        }
    }

    private void send(HttpExchange exchange, String phoneNumberId, byte[] body) throws IOException {
        Instant arrivedAt = clock.instant();
        JsonNode request;
        try {
            request = Json.read(body);
        } catch (IllegalArgumentException _) {
            answer(exchange, 400, error(100, "The body is not JSON"));
            return;
        }
        String to = request.path("to").asText(request.path("recipient").asText());
        if (exchange.getRequestHeaders().getFirst("Authorization") == null || to.isEmpty()) {
            answer(exchange, to.isEmpty() ? 400 : 401, error(to.isEmpty() ? 100 : 190, "Bad request"));
            return;
        }
        Faults now = faults;
        Random dice = random;
        if (!throughput
                .computeIfAbsent(phoneNumberId, _ -> new TokenBucket(rate, Math.max(2, rate), nanos()))
                .tryTake(nanos())) {
            reject(exchange, request, to, arrivedAt, 130429, "Rate limit hit");
        } else if (!pairs.computeIfAbsent(
                        phoneNumberId + to, _ -> new TokenBucket(PAIR_PER_SECOND, PAIR_DEPTH, nanos()))
                .tryTake(nanos())) {
            reject(exchange, request, to, arrivedAt, 131056, "Pair rate limit hit");
        } else {
            accept(exchange, request, phoneNumberId, to, arrivedAt, now, dice);
        }
    }

    private void reject(HttpExchange exchange, JsonNode request, String to, Instant arrivedAt, int code, String message)
            throws IOException {
        Books.Arrival rejected = arrival(request, to, arrivedAt, "REJECTED_" + code);
        journal.append(Map.of("arrival", rejected));
        books.note(rejected);
        answer(exchange, 400, error(code, message));
    }

    private void accept(
            HttpExchange exchange,
            JsonNode request,
            String phoneNumberId,
            String to,
            Instant arrivedAt,
            Faults now,
            Random dice)
            throws IOException {
        boolean lost = Faults.strikes(now.lost(), dice);
        boolean error = !lost && Faults.strikes(now.accept5xx(), dice);
        boolean slow = Faults.strikes(now.slow(), dice);
        Books.Arrival accepted = arrival(
                request, to, arrivedAt, lost ? "ACCEPTED_ANSWER_LOST" : error ? "ACCEPTED_ANSWERED_500" : "ACCEPTED");
        String wamid = "wamid.LOCAL" + java.util.UUID.randomUUID().toString().replace("-", "");
        Duration latency = slow ? now.slowFor() : latency(dice);
        List<StatusWebhooks.Due> statuses =
                statuses(accepted, phoneNumberId, wamid, arrivedAt.plus(latency), now, dice);
        // Accepted is accepted: what follows from it is noted at once, whatever happens to this process.
        journal.append(Map.of("arrival", accepted, "statuses", statuses));
        books.note(accepted);
        webhooks.add(statuses);
        pause(latency);
        if (lost) {
            return; // Closing without an answer breaks the connection.
        }
        if (error) {
            answer(exchange, 500, error(131000, "Something went wrong"));
            return;
        }
        answer(
                exchange,
                200,
                Map.of(
                        "messaging_product",
                        "whatsapp",
                        "contacts",
                        List.of(Map.of("input", to, "wa_id", to.replace("+", ""))),
                        "messages",
                        List.of(Map.of("id", wamid, "message_status", "accepted"))));
    }

    private static List<StatusWebhooks.Due> statuses(
            Books.Arrival accepted, String phoneNumberId, String wamid, Instant sentAt, Faults now, Random dice) {
        Instant at = sentAt.plus(Faults.strikes(now.late(), dice) ? now.lateFor() : Duration.ZERO);
        int copies = Faults.strikes(now.dup(), dice) ? 2 : 1;
        List<StatusWebhooks.Due> statuses = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            statuses.add(StatusWebhooks.due(at, phoneNumberId, wamid, "sent", accepted.to(), accepted.callbackData()));
            statuses.add(StatusWebhooks.due(
                    at.plusMillis(700), phoneNumberId, wamid, "delivered", accepted.to(), accepted.callbackData()));
        }
        return List.copyOf(statuses);
    }

    // Of its own clock, so that its buckets fill when that is moved.
    private long nanos() {
        return java.time.temporal.ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    private Duration latency(Random dice) {
        double gaussian;
        synchronized (dice) {
            gaussian = dice.nextGaussian();
        }
        return Duration.ofMillis((long) Math.min(5_000, MEDIAN_MILLIS * Math.exp(SIGMA * gaussian)));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Books.Arrival arrival(JsonNode request, String to, Instant arrivedAt, String outcome) {
        return new Books.Arrival(
                arrivedAt,
                to,
                request.path("type").asText(),
                request.path("template").path("name").asText(),
                request.path("biz_opaque_callback_data").asText(),
                outcome);
    }

    private static Map<String, Object> error(int code, String message) {
        return Map.of(
                "error",
                Map.of(
                        "message",
                        "(#" + code + ") " + message,
                        "type",
                        "OAuthException",
                        "code",
                        code,
                        "fbtrace_id",
                        "local"));
    }

    private static void answer(HttpExchange exchange, int status, Object json) throws IOException {
        byte[] body = Json.write(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        webhooks.close();
        server.stop(0);
        threads.shutdownNow();
    }
}

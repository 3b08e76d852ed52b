package dev.assent.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Json;
import dev.assent.local.webhook.SignedWebhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Talks to the stack as a site, a CRM and Meta would: over HTTP and nothing else. */
public final class ApiClient {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI api;
    private final URI bsp;
    private final String token;
    private final String appSecret;

    /** What the stack answered. */
    public record Answer(int status, JsonNode body) {}

    /** A client of a stack. */
    public ApiClient(URI api, URI bsp, String token, String appSecret) {
        this.api = api;
        this.bsp = bsp;
        this.token = token;
        this.appSecret = appSecret;
    }

    /** A POST to a private route. */
    public Answer post(String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(api.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A POST of JSON to a private route. */
    public Answer post(String path, String json) {
        return post(path, "application/json", json);
    }

    /** A GET from a private route. */
    public Answer get(String path) {
        return send(HttpRequest.newBuilder(api.resolve(path)).header("Authorization", "Bearer " + token));
    }

    /** A correctly signed webhook. */
    public Answer webhook(String json) {
        return send(HttpRequest.newBuilder(api.resolve("/webhooks/meta"))
                .header("Content-Type", "application/json")
                .header(
                        "X-Hub-Signature-256",
                        SignedWebhook.signature(json.getBytes(StandardCharsets.UTF_8), appSecret))
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** A GET from the simulated BSP. */
    public JsonNode bsp(String path) {
        return send(HttpRequest.newBuilder(bsp.resolve(path))).body();
    }

    /** The state of each of a campaign's messages, by its id. */
    public Map<String, String> states(String campaign, int rows, int atOnce) {
        List<String> ids = IntStream.rangeClosed(1, rows)
                .mapToObj(row -> campaign + "-" + row)
                .toList();
        List<String> states = all(
                ids,
                atOnce,
                id -> get("/v1/messages/" + id).body().path("state").asText());
        Map<String, String> byId = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            byId.put(ids.get(i), states.get(i));
        }
        return byId;
    }

    /** Changes what the simulated BSP does wrong. */
    public Answer bspFaults(String spec) {
        return send(
                HttpRequest.newBuilder(bsp.resolve("/_bsp/faults")).POST(HttpRequest.BodyPublishers.ofString(spec)));
    }

    /** Runs calls side by side, {@code atOnce} at a time; answers in the order of the arguments. */
    public static <A, B> List<B> all(List<A> arguments, int atOnce, Function<A, B> call) {
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<B>> running = new ArrayList<>();
            arguments.forEach(argument -> running.add(threads.submit(() -> call.apply(argument))));
            List<B> answers = new ArrayList<>();
            for (Future<B> each : running) {
                answers.add(each.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            String body = response.body();
            boolean json = body.startsWith("{") || body.startsWith("[");
            return new Answer(response.statusCode(), Json.read(json ? body : "null"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

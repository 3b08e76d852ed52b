package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.function.InvocationFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stack's own routes, {@code /_local/...}: what it runs, where everything is, what was published, what time it is. */
final class LocalApi {

    private static final String INVOKE = "POST /_local/invoke/";

    private final Stack stack;

    LocalApi(Stack stack) {
        this.stack = stack;
    }

    private record Answer(int status, byte[] body) {

        static Answer ok(Object value) {
            return new Answer(200, Json.write(value));
        }

        static Answer problem(int status, String detail) {
            return new Answer(status, Json.write(Map.of("status", status, "detail", detail)));
        }
    }

    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String route =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            Answer answer =
                    switch (route) {
                        case "GET /_local/functions" -> Answer.ok(stack.describeFunctions());
                        case "GET /_local/endpoints" -> Answer.ok(stack.endpoints());
                        case "GET /_local/events" -> Answer.ok(stack.events());
                        case "GET /_local/consumption" ->
                            Answer.ok(Map.of(
                                    "calls", stack.consumption().calls(),
                                    "runs", stack.consumption().runs()));
                        case "GET /_local/memory" -> Answer.ok(Memory.of(stack));
                        case "GET /_local/permissions" ->
                            Answer.ok(Map.of(
                                    "used", stack.permissions().used(),
                                    "refused", stack.permissions().refused()));
                        case "GET /_local/clock" -> Answer.ok(time());
                        case "POST /_local/clock" -> moveClock(body);
                        default ->
                            route.startsWith(INVOKE)
                                    ? invoke(route.substring(INVOKE.length()), body)
                                    : Answer.problem(404, "The stack has no route " + route);
                    };
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Map<String, Object> time() {
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("now", stack.clock().instant().toString());
        time.put("offset", stack.clock().offset().toString());
        return time;
    }

    private Answer moveClock(byte[] body) {
        try {
            JsonNode advance = Json.read(body).path("advance");
            stack.advance(Duration.parse(advance.asText()));
            return Answer.ok(time());
        } catch (DateTimeParseException _) {
            return Answer.problem(400, "Send {\"advance\":\"PT24H\"}: an ISO-8601 duration");
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        }
    }

    private Answer invoke(String function, byte[] event) {
        try {
            Json.read(event);
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "The event can't be read. " + e.getMessage());
        }
        try {
            return new Answer(200, stack.invoke(function, event));
        } catch (IllegalArgumentException e) {
            return Answer.problem(404, String.valueOf(e.getMessage()));
        } catch (InvocationFailed e) {
            return e.error().isEmpty()
                    ? Answer.problem(502, e.why())
                    : new Answer(502, e.error().getBytes(StandardCharsets.UTF_8));
        }
    }
}

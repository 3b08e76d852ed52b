package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.Json;
import dev.assent.local.Log;
import dev.assent.local.function.InvocationFailed;
import dev.assent.local.function.LocalFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The HTTP API: finds the function of a route, checks the token of private ones, and speaks payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">AWS:
 *     Lambda proxy integrations for HTTP APIs</a>
 */
public final class HttpGateway {

    // What the gateway hands on as text; everything else is base64.
    private static final Pattern TEXT =
            Pattern.compile("text/.*|application/(json|javascript|xml|.*\\+json|.*\\+xml).*");

    private final List<Route> routes = new ArrayList<>();
    private final String token;
    private final InstantSource clock;
    private final Log log;

    private record Route(String method, String path, Pattern pattern, boolean isPublic, LocalFunction function) {}

    /** A gateway whose private routes want {@code Authorization: Bearer <token>}. */
    public HttpGateway(String token, InstantSource clock, Log log) {
        this.token = token;
        this.clock = clock;
        this.log = log;
    }

    /** Adds a route as template.yaml describes it. */
    public void add(String method, String path, boolean isPublic, LocalFunction function) {
        Pattern pattern = Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+"));
        routes.add(new Route(method, path, pattern, isPublic, function));
    }

    /** Answers one request. */
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            Route route = routes.stream()
                    .filter(it -> it.method().equals(exchange.getRequestMethod())
                            && it.pattern().matcher(path).matches())
                    .findFirst()
                    .orElse(null);
            if (route == null) {
                answer(exchange, 404, "{\"message\":\"Not Found\"}");
            } else if (!route.isPublic() && !isAuthorized(exchange.getRequestHeaders())) {
                answer(exchange, 401, "{\"message\":\"Unauthorized\"}");
            } else {
                invoke(exchange, route);
            }
        }
    }

    private boolean isAuthorized(Headers headers) {
        return ("Bearer " + token).equals(headers.getFirst("Authorization"));
    }

    private void invoke(HttpExchange exchange, Route route) throws IOException {
        byte[] event = Json.write(event(exchange, route));
        try {
            JsonNode response = Json.read(route.function().invoke(event));
            int status = response.path("statusCode").asInt(500);
            response.path("headers").fields().forEachRemaining(it -> exchange.getResponseHeaders()
                    .set(it.getKey(), it.getValue().asText()));
            String body = response.path("body").asText("");
            byte[] bytes = response.path("isBase64Encoded").asBoolean()
                    ? Base64.getDecoder().decode(body)
                    : body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        } catch (InvocationFailed e) {
            log.line("gateway", e.why());
            answer(exchange, 500, "{\"message\":\"Internal Server Error\"}");
        }
    }

    private Map<String, Object> event(HttpExchange exchange, Route route) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        Map<String, Object> http = new LinkedHashMap<>();
        http.put("method", exchange.getRequestMethod());
        http.put("path", exchange.getRequestURI().getRawPath());
        http.put("protocol", exchange.getProtocol());
        String sourceIp = headers.remove("x-local-source-ip");
        http.put(
                "sourceIp",
                sourceIp == null ? exchange.getRemoteAddress().getAddress().getHostAddress() : sourceIp);
        http.put("userAgent", headers.getOrDefault("user-agent", ""));
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("routeKey", route.method() + " " + route.path());
        event.put("rawPath", exchange.getRequestURI().getRawPath());
        event.put("rawQueryString", query == null ? "" : query);
        event.put("headers", headers);
        event.put(
                "requestContext",
                Map.of(
                        "accountId",
                        "000000000000",
                        "apiId",
                        "local",
                        "domainName",
                        "localhost",
                        "http",
                        http,
                        "requestId",
                        UUID.randomUUID().toString(),
                        "routeKey",
                        route.method() + " " + route.path(),
                        "stage",
                        "$default",
                        "timeEpoch",
                        clock.millis()));
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean asText = TEXT.matcher(headers.getOrDefault("content-type", "")).matches();
        if (body.length > 0) {
            event.put(
                    "body",
                    asText
                            ? new String(body, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", body.length > 0 && !asText);
        return event;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

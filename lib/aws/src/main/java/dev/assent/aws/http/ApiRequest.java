package dev.assent.aws.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as the gateway hands it to a function.
 *
 * @param path without query
 * @param query the first value of each parameter
 * @param headers by lower-case name
 * @param body the bytes that the caller sent
 */
public record ApiRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    /** Copies the maps. */
    public ApiRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** Whether this event comes from an HTTP API at all. */
    public static boolean isIn(JsonNode event) {
        return event.path("version").asText().equals("2.0")
                && event.path("requestContext").has("http");
    }

    /** Reads an event of payload format 2.0. */
    public static ApiRequest of(JsonNode event) {
        JsonNode http = event.path("requestContext").path("http");
        Map<String, String> headers = new HashMap<>();
        event.path("headers")
                .fields()
                .forEachRemaining(it -> headers.put(
                        it.getKey().toLowerCase(Locale.ROOT), it.getValue().asText()));
        String body = event.path("body").asText("");
        byte[] bytes = event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
        return new ApiRequest(
                http.path("method").asText(),
                event.path("rawPath").asText(),
                query(event.path("rawQueryString").asText()),
                headers,
                bytes);
    }

    /** A header's value. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(raw.split("&", -1)).filter(it -> !it.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            query.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        });
        return query;
    }

    private static String decode(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return part;
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Hides query, headers and body. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}

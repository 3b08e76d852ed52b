package dev.assent.aws.http;

import dev.assent.aws.Json;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status
 * @param headers by name
 * @param body text; never binary
 */
public record ApiResponse(int status, Map<String, String> headers, String body) {

    /** Copies the headers. */
    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /** A JSON answer. */
    public static ApiResponse json(int status, Object body) {
        return new ApiResponse(status, Map.of("content-type", "application/json"), Json.write(body));
    }

    /** A plain answer. */
    public static ApiResponse text(int status, String body) {
        return new ApiResponse(status, Map.of("content-type", "text/plain; charset=utf-8"), body);
    }

    /** As the gateway wants it. */
    String toEvent() {
        return Json.write(Map.of("statusCode", status, "headers", headers, "body", body, "isBase64Encoded", false));
    }
}

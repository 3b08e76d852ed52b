package dev.assent.aws.http;

import dev.assent.aws.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thrown by whoever reads a request that is not what it claims to be; becomes an RFC 9457 problem. Its texts name fields
 * and say what to do; they never quote what was sent.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<FieldError> errors;

    /** What is wrong with one field, and what to do. */
    public record FieldError(String field, String message) {}

    /** A problem with these fields. */
    public Problem(int status, String title, List<FieldError> errors) {
        super(title, null, false, false);
        this.status = status;
        this.errors = new ArrayList<>(errors);
    }

    /** A problem with one field (422). */
    public static Problem field(String field, String message) {
        return new Problem(422, "A field needs mending.", List.of(new FieldError(field, message)));
    }

    /** There is no such thing (404). */
    public static Problem notFound(String what) {
        return new Problem(404, what, List.of());
    }

    /** It clashes with what is there (409). */
    public static Problem conflict(String what) {
        return new Problem(409, what, List.of());
    }

    /** The answer that tells it. */
    public ApiResponse response() {
        return response(Map.of());
    }

    /** The answer that tells it, with more members. */
    public ApiResponse response(Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", getMessage());
        body.put("status", status);
        body.put("errors", errors);
        body.putAll(more);
        return new ApiResponse(status, Map.of("content-type", "application/problem+json"), Json.write(body));
    }
}

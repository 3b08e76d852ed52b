package dev.assent.local.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A function for tests: does what its event says. Runs in a process of its own, from a zip. */
public final class TestHandlers {

    /** Echoes, or misbehaves. */
    public String handle(String event) throws InterruptedException {
        switch (event) {
            case "sleep" -> Thread.sleep(60_000);
            case "exit" -> System.exit(3);
            case "throw" -> throw new IllegalStateException("broken on purpose");
            case "allocate" -> {
                List<byte[]> memory = new ArrayList<>();
                while (true) {
                    memory.add(new byte[10_000_000]);
                }
            }
            default -> {
                // Echoed below.
            }
        }
        return event + " with " + System.getenv("GREETING") + " and " + System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
                + " MB";
    }

    /** Answers an HTTP request with the caller's address and the names of its headers. */
    public Map<String, Object> whoCalls(Map<String, Object> request) {
        Map<?, ?> context = (Map<?, ?>) request.getOrDefault("requestContext", Map.of());
        Map<?, ?> http = (Map<?, ?>) Objects.requireNonNull(context.get("http"));
        Map<?, ?> headers = (Map<?, ?>) request.getOrDefault("headers", Map.of());
        return Map.of("statusCode", 200, "body", http.get("sourceIp") + " " + headers.containsKey("x-local-source-ip"));
    }
}

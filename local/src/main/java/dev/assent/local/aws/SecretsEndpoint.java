package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Secrets Manager's GetSecretValue: a parameter's value is {@code current} or {@code current,previous}. */
public final class SecretsEndpoint {

    private final Map<String, String> values;

    /**
     * @param values by secret id
     */
    public SecretsEndpoint(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Answers one request of the SDK. */
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.read(exchange.getRequestBody().readAllBytes());
            String id = request.path("SecretId").asText();
            boolean previous = request.path("VersionStage").asText().equals("AWSPREVIOUS");
            List<String> versions =
                    values.containsKey(id) ? List.of(values.get(id).split(",", 2)) : List.of();
            int wanted = previous ? 1 : 0;
            boolean found = versions.size() > wanted;
            byte[] body = found
                    ? Json.write(Map.of(
                            "Name",
                            id,
                            "ARN",
                            "arn:aws:secretsmanager:us-east-1:000000000000:secret:" + id,
                            "VersionId",
                            "local-" + wanted,
                            "SecretString",
                            versions.get(wanted)))
                    : Json.write(Map.of("__type", "ResourceNotFoundException", "Message", "No such secret version"));
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(found ? 200 : 400, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

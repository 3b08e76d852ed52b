package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.template.Arns;
import java.util.List;
import java.util.Map;

/** Secrets Manager's GetSecretValue: a parameter's value is {@code current} or {@code current,previous}. */
public final class SecretsEndpoint {

    private final Map<String, String> values;

    /**
     * Secrets to serve.
     *
     * @param values by secret id
     */
    public SecretsEndpoint(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    Answer answer(JsonNode request) {
        String id = request.path("SecretId").asText();
        boolean previous = request.path("VersionStage").asText().equals("AWSPREVIOUS");
        List<String> versions = values.containsKey(id) ? List.of(values.get(id).split(",", 2)) : List.of();
        int wanted = previous ? 1 : 0;
        return versions.size() <= wanted
                ? Answer.error(400, "ResourceNotFoundException", "No such secret version")
                : Answer.json(Map.of(
                        "Name",
                        id,
                        "ARN",
                        Arns.secret(id),
                        "VersionId",
                        "local-" + wanted,
                        "SecretString",
                        versions.get(wanted)));
    }
}

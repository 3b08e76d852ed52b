package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The templates that the simulated provider has approved: those that config/assent.yaml lists. */
final class TemplateList {

    private TemplateList() {}

    static List<JsonNode> read(Path config) {
        try {
            JsonNode templates = Json.read(Json.write(new Yaml().<Map<String, Object>>load(Files.readString(config))))
                    .path("templates");
            List<JsonNode> list = new ArrayList<>();
            templates.forEach(it -> list.add(Json.read(Json.write(Map.of(
                    "id", Integer.toString(400_000_001 + list.size()),
                    "name", it.path("name").asText(),
                    "language", it.path("language").asText(),
                    "category", it.path("category").asText(),
                    "status", "APPROVED",
                    "components",
                            List.of(Map.of(
                                    "type",
                                    "BODY",
                                    "text",
                                    body(it.path("bodyParameters").asInt()))))))));
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(int parameters) {
        StringBuilder text = new StringBuilder("Text");
        for (int i = 1; i <= parameters; i++) {
            text.append(" {{").append(i).append("}}");
        }
        return text.toString();
    }
}

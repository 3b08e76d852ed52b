package dev.assent.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a bench measured: printed, and added to the file that {@code ./assent bench NAME --json FILE} names. */
final class BenchReport {

    private final String name;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    BenchReport(String name) {
        this.name = name;
    }

    BenchReport with(String figure, Object value) {
        figures.put(figure, value);
        return this;
    }

    void publish() {
        System.out.println("bench " + name + ": " + new String(Json.write(figures), StandardCharsets.UTF_8));
        String file = System.getProperty("assent.bench.json", "");
        if (!file.isEmpty()) {
            try {
                Path path = Path.of(file);
                Map<String, Object> all = new LinkedHashMap<>();
                if (Files.exists(path)) {
                    Json.read(Files.readAllBytes(path))
                            .fields()
                            .forEachRemaining(it -> all.put(it.getKey(), it.getValue()));
                }
                all.put(name, figures);
                Files.write(path, Json.write(all));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

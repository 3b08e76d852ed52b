package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What AWS asks, as {@code config/rates/aws.yaml} says. */
record Prices(String date, JsonNode prices) {

    static Prices read(Path file) throws IOException {
        JsonNode yaml = Json.read(Json.write(new Yaml().<Map<String, Object>>load(Files.readString(file))));
        return new Prices(yaml.path("as-of").asText(), yaml.path("prices"));
    }

    /** A million messages in US dollars, of which each consumes this. */
    double million(double writeUnits, double readUnits, double sqsRequests, double lambdaMillis, double gigabytes) {
        return writeUnits * price("dynamodb-write-million")
                + readUnits * price("dynamodb-read-million")
                + sqsRequests * price("sqs-request-million")
                + lambdaMillis * 1_000 * gigabytes * price("lambda-gb-second");
    }

    private double price(String name) {
        return prices.path(name).path("usd").asDouble(Double.NaN);
    }
}

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

    /**
     * What one message consumes.
     *
     * @param lambdaGigabyteMillis its functions' time, each by the memory it has
     */
    record Use(
            double writeUnits,
            double readUnits,
            double sqsRequests,
            double lambdaRequests,
            double lambdaGigabyteMillis) {}

    /** A million messages in US dollars, of which each consumes this. */
    double million(Use use) {
        return use.writeUnits() * price("dynamodb-write-million")
                + use.readUnits() * price("dynamodb-read-million")
                + use.sqsRequests() * price("sqs-request-million")
                + use.lambdaRequests() * price("lambda-request-million")
                + use.lambdaGigabyteMillis() * 1_000 * price("lambda-gb-second");
    }

    private double price(String name) {
        if (!prices.path(name).path("usd").isNumber()) {
            throw new IllegalStateException("config/rates/aws.yaml has no price " + name);
        }
        return prices.path(name).path("usd").asDouble();
    }
}

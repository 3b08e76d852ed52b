package dev.assent.aws.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.aws.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The entrance of a function that is called by the HTTP API, and perhaps by schedules. Tells the events apart; one that
 * it does not know is an error, so that nothing is taken for done.
 */
public final class Door {

    private final Router router;
    private final Consumer<JsonNode> schedule;

    /** For a function that only the HTTP API calls. */
    public Door(Router router) {
        this(router, event -> {
            throw new IllegalArgumentException("This function takes no events of the source "
                    + event.path("source").asText("(none)"));
        });
    }

    /** For a function that schedules call too: their events have a {@code source}. */
    public Door(Router router, Consumer<JsonNode> schedule) {
        this.router = router;
        this.schedule = schedule;
    }

    /** Handles one event. */
    public void handle(InputStream input, OutputStream output) throws IOException {
        JsonNode event = Json.MAPPER.readTree(input);
        if (ApiRequest.isIn(event)) {
            ApiResponse response = router.answer(ApiRequest.of(event));
            output.write(response.toEvent().getBytes(StandardCharsets.UTF_8));
        } else if (event.has("source")) {
            schedule.accept(event);
            output.write("{}".getBytes(StandardCharsets.UTF_8));
        } else {
            throw new IllegalArgumentException("This event is neither an HTTP API request nor a schedule's");
        }
    }
}

package dev.assent.campaign;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.aws.http.Door;
import dev.assent.aws.http.Router;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The API for messages and campaigns, and the tick that keeps them going. */
@Singleton
public class CampaignHandler implements RequestStreamHandler {

    private final Door door;
    private final Conductor conductor;

    CampaignHandler(MessageEndpoint messages, CampaignEndpoint campaigns, BrakeEndpoint brakes, Conductor conductor) {
        this.conductor = conductor;
        this.door = new Door(
                new Router()
                        .on("POST", "/v1/messages", (request, _) -> messages.accept(request))
                        .on("GET", "/v1/messages/{id}", (_, path) -> messages.message(path.get("id")))
                        .on("POST", "/v1/permission-checks", (request, _) -> messages.mayBeSent(request))
                        .on("POST", "/v1/campaigns", (request, _) -> campaigns.create(request))
                        .on("GET", "/v1/campaigns", (_, _) -> campaigns.list())
                        .on("GET", "/v1/campaigns/{id}", (_, path) -> campaigns.campaign(path.get("id")))
                        .on(
                                "POST",
                                "/v1/campaigns/{id}/recipients",
                                (request, path) -> campaigns.addRecipients(path.get("id"), request))
                        .on("POST", "/v1/campaigns/{id}/start", (_, path) -> campaigns.start(path.get("id")))
                        .on("POST", "/v1/pause", (request, _) -> brakes.pause(request))
                        .on("POST", "/v1/resume", (request, _) -> brakes.resume(request))
                        .on("GET", "/v1/numbers/{id}", (_, path) -> messages.number(path.get("id"))),
                this::onSchedule);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        door.handle(input, output);
    }

    private void onSchedule(JsonNode event) {
        switch (event.path("source").asText()) {
            case "assent.tick" -> conductor.tick();
            case "assent.schedule" -> conductor.scheduled(event);
            default -> throw new IllegalArgumentException("No schedule of ours has this source");
        }
    }
}

package dev.assent.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.aws.Json;
import dev.assent.core.inbound.InboundEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookHandlerTest {

    private final List<InboundEvent> queued = new ArrayList<>();
    private boolean queuesAreBroken;
    private final WebhookHandler handler = new WebhookHandler(new MetaEndpoint(
            () -> "local-verify-token", () -> List.of("local-app-secret", "previous-secret"), this::enqueue));

    @Test
    void the_handshake_echoes_the_challenge() throws IOException {
        JsonNode answer = handle("handshake.json");

        assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
        assertThat(answer.path("body").asText()).isEqualTo("1158201444");
    }

    @Test
    void a_wrong_verify_token_is_refused() throws IOException {
        String event = event("handshake.json").replace("local-verify-token", "wrong");

        assertThat(run(event).path("statusCode").asInt()).isEqualTo(403);
    }

    @Test
    void a_forged_signature_changes_nothing() throws IOException {
        assertThat(handle("forged.json").path("statusCode").asInt()).isEqualTo(401);
        assertThat(queued).isEmpty();
    }

    @Test
    void of_three_messages_the_unknown_one_is_skipped_and_the_stop_counts() throws IOException {
        assertThat(handle("three-messages-in-two-entries.json")
                        .path("statusCode")
                        .asInt())
                .isEqualTo(200);

        assertThat(queued)
                .extracting(it -> ((InboundEvent.MessageReceived) it).text())
                .containsExactly("Is the shop open?", "STOP");
    }

    @Test
    void a_status_is_handed_on() throws IOException {
        assertThat(handle("status.json").path("statusCode").asInt()).isEqualTo(200);
        assertThat(queued)
                .hasOnlyElementsOfType(InboundEvent.StatusReported.class)
                .hasSize(1);
    }

    @Test
    void a_signed_body_that_is_no_webhook_is_a_problem() throws IOException {
        String body = "not json";
        String event = Json.write(java.util.Map.of(
                "version",
                "2.0",
                "rawPath",
                "/webhooks/meta",
                "headers",
                java.util.Map.of(
                        "X-Hub-Signature-256",
                        dev.assent.bsp.meta.MetaSignature.sign(
                                body.getBytes(StandardCharsets.UTF_8), "previous-secret")),
                "requestContext",
                java.util.Map.of("http", java.util.Map.of("method", "POST")),
                "body",
                java.util.Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)),
                "isBase64Encoded",
                true));

        JsonNode answer = run(event);

        assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
        assertThat(answer.path("body").asText()).contains("\"field\":\"body\"");
    }

    @Test
    void when_the_queues_are_broken_meta_gets_no_200_and_repeats() {
        queuesAreBroken = true;

        assertThatThrownBy(() -> handle("status.json")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_event_of_another_kind_is_an_error() {
        assertThatThrownBy(() -> run("{\"Records\":[]}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> run("{\"source\":\"assent.tick\"}")).isInstanceOf(IllegalArgumentException.class);
    }

    private void enqueue(List<InboundEvent> events) {
        if (queuesAreBroken) {
            throw new IllegalStateException("broken on purpose");
        }
        queued.addAll(events);
    }

    private JsonNode handle(String file) throws IOException {
        return run(event(file));
    }

    @SuppressWarnings("NullAway") // This handler never looks at its context.
    private JsonNode run(String event) throws IOException {
        var output = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, null);
        return Json.MAPPER.readTree(output.toByteArray());
    }

    private static String event(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("assent.root"), "events/webhook", file));
    }
}

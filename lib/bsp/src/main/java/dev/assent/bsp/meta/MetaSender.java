package dev.assent.bsp.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.SendResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Sends through Meta's Cloud API: one POST per message, never repeated. There is no idempotency key, so an answer that
 * does not come leaves the message {@link SendResult.Unclear}.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages">Meta:
 *     send messages</a>
 */
public final class MetaSender implements Bsp {

    private static final String VERSION = "v25.0";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI graphApi;
    private final Supplier<String> accessToken;
    private final Duration timeout;

    /**
     * @param graphApi the Graph API's base address
     * @param accessToken asked for at every send, so that a rotation needs no restart
     * @param timeout from the request to the last byte of the answer
     */
    public MetaSender(URI graphApi, Supplier<String> accessToken, Duration timeout) {
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
        this.graphApi = graphApi;
        this.accessToken = accessToken;
        this.timeout = timeout;
    }

    @Override
    public SendResult send(OutboundMessage message, PersonState person) {
        HttpRequest request = HttpRequest.newBuilder(
                        graphApi.resolve("/" + VERSION + "/" + message.from() + "/messages"))
                .header("Authorization", "Bearer " + accessToken.get())
                .header("Content-Type", "application/json")
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(body(message, person)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return read(response.statusCode(), response.body());
        } catch (ConnectException | HttpConnectTimeoutException _) {
            // No connection, so no request left: the one failure after which another try is safe for everything.
            return new SendResult.TryLater(0, Reason.PACING, CONNECT_TIMEOUT, SendResult.Holds.MESSAGE);
        } catch (IOException e) {
            return new SendResult.Unclear(e.getClass().getSimpleName());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new SendResult.Unclear("interrupted");
        }
    }

    private static SendResult read(int status, String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            JsonNode wamid = answer.path("messages").path(0).path("id");
            if (status == 200 && wamid.isTextual()) {
                return new SendResult.Accepted(wamid.asText());
            }
            JsonNode code = answer.path("error").path("code");
            if (code.isInt()) {
                return GraphApiErrors.read(code.asInt(), status);
            }
        } catch (JsonProcessingException _) {
            // Not the Graph API's own answer; a proxy's, say.
        }
        return status >= 400 && status < 500
                ? new SendResult.Refused(0)
                : new SendResult.Unclear("HTTP " + status + " without an error code");
    }

    private static String body(OutboundMessage message, PersonState person) {
        ObjectNode body = JSON.createObjectNode()
                .put("messaging_product", "whatsapp")
                .put("recipient_type", "individual")
                .put("biz_opaque_callback_data", message.callbackData());
        if (person.phone() != null) {
            body.put("to", person.phone().e164());
        } else if (person.userId() != null) {
            body.put("recipient", person.userId().value());
        }
        MessageBody.put(body, message.content());
        return body.toString();
    }
}

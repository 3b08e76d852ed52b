package dev.assent.bsp.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.SendResult;

/**
 * The Cloud API's language: what a send request says, and what its answer means.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages">Meta:
 *     send messages</a>
 */
public final class CloudApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int TOO_MANY_CALLS = 4;

    private CloudApi() {}

    /** The body of a send request: to the person's number, or to their user id if there is no number. */
    public static String body(OutboundMessage message, PersonState person) {
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

    /** What an answer means. */
    public static SendResult read(int status, String body) {
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
            // Not the API's own answer; a proxy's, say.
        }
        if (status == 429) {
            return GraphApiErrors.read(TOO_MANY_CALLS, status);
        }
        return status >= 400 && status < 500 && status != 408
                ? new SendResult.Refused(0)
                : new SendResult.Unclear("HTTP " + status + " without an error code");
    }
}

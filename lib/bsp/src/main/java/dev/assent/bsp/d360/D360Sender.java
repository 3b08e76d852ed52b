package dev.assent.bsp.d360;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.bsp.SendCall;
import dev.assent.bsp.meta.CloudApi;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.SendResult;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends through 360dialog: Meta's bodies and answers. The key belongs to one phone number, so a deployment sends from one.
 *
 * @see <a href="https://docs.360dialog.com/docs/messaging/sending-messages">360dialog: sending messages</a>
 */
public final class D360Sender implements Bsp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration UNTIL_THE_KEY_IS_MENDED = Duration.ofHours(1);
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final SendCall call;
    private final URI messages;
    private final Supplier<String> apiKey;

    /**
     * @param api the API's base address
     * @param apiKey asked for at every send, so that a rotation needs no restart
     */
    public D360Sender(SendCall call, URI api, Supplier<String> apiKey) {
        this.call = call;
        this.messages = api.resolve("/messages");
        this.apiKey = apiKey;
    }

    @Override
    public Request request(OutboundMessage message, PersonState person) {
        return call.request(
                new SendCall.Form(
                        messages,
                        Map.entry("D360-API-KEY", apiKey.get()),
                        "application/json",
                        CloudApi.body(message, person)),
                D360Sender::read);
    }

    // What 360dialog refuses itself has no Graph API error in it.
    private static SendResult read(int status, String body) {
        if (hasMetasError(body)) {
            return CloudApi.read(status, body);
        }
        return switch (status) {
            case 401, 403 ->
                new SendResult.TryLater(
                        status, Reason.ACCOUNT_RESTRICTED, UNTIL_THE_KEY_IS_MENDED, SendResult.Holds.ACCOUNT);
            case 429 -> new SendResult.TryLater(status, Reason.PACING, A_MOMENT, SendResult.Holds.THROUGHPUT);
            default -> CloudApi.read(status, body);
        };
    }

    private static boolean hasMetasError(String body) {
        try {
            return JSON.readTree(body).path("error").path("code").isInt();
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}

package dev.assent.webhook;

import dev.assent.aws.http.ApiRequest;
import dev.assent.aws.http.ApiResponse;
import dev.assent.aws.http.Problem;
import dev.assent.bsp.meta.MetaSignature;
import dev.assent.bsp.meta.MetaWebhook;
import dev.assent.core.inbound.InboundEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What Meta calls.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint">
 *     Meta: create a webhook endpoint</a>
 */
final class MetaEndpoint {

    private static final System.Logger LOG = System.getLogger(MetaEndpoint.class.getName());

    private final Supplier<String> verifyToken;
    private final Supplier<List<String>> appSecrets;
    private final Consumer<List<InboundEvent>> queues;

    /**
     * @param appSecrets the current app secret and, during a rotation, the previous one
     * @param queues where events go; returns once all of them are safe
     */
    MetaEndpoint(Supplier<String> verifyToken, Supplier<List<String>> appSecrets, Consumer<List<InboundEvent>> queues) {
        this.verifyToken = verifyToken;
        this.appSecrets = appSecrets;
        this.queues = queues;
    }

    /** Meta asks whether the endpoint is ours: echoes the challenge to whoever knows the verify token. */
    ApiResponse handshake(ApiRequest request) {
        boolean subscribing = "subscribe".equals(request.query().get("hub.mode"));
        boolean known = MessageDigest.isEqual(
                bytes(verifyToken.get()), bytes(request.query().getOrDefault("hub.verify_token", "")));
        return subscribing && known
                ? ApiResponse.text(200, request.query().getOrDefault("hub.challenge", ""))
                : new Problem(403, "The verify token is wrong.", List.of()).response();
    }

    /** Takes a webhook. Nothing of it counts unless the signature fits the bytes exactly as they came. */
    ApiResponse receive(ApiRequest request) {
        String signature = request.header("x-hub-signature-256").orElse("");
        if (!MetaSignature.isValid(request.body(), signature, appSecrets.get())) {
            throw new Problem(401, "The signature does not fit the body.", List.of());
        }
        MetaWebhook webhook = read(request);
        webhook.skipped().forEach(what -> LOG.log(System.Logger.Level.INFO, "Skipped {0}", what));
        queues.accept(webhook.events());
        return ApiResponse.text(200, "");
    }

    private static MetaWebhook read(ApiRequest request) {
        try {
            return MetaWebhook.read(request.body());
        } catch (MetaWebhook.UnreadableException e) {
            throw new Problem(400, "The webhook can't be read.", List.of(new Problem.FieldError("body", e.why())));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

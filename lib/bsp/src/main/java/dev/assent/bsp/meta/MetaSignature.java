package dev.assent.bsp.meta;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a webhook: {@code X-Hub-Signature-256: sha256=<HMAC-SHA256 of the raw body under the app secret>}.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint">
 *     Meta: create a webhook endpoint</a>
 */
public final class MetaSignature {

    private static final String PREFIX = "sha256=";

    private MetaSignature() {}

    /** Whether one of these secrets signed exactly these bytes. Takes the same time for every wrong signature. */
    public static boolean isValid(byte[] rawBody, String header, List<String> appSecrets) {
        byte[] claimed = header.strip().getBytes(StandardCharsets.US_ASCII);
        boolean valid = false;
        for (String secret : appSecrets) {
            byte[] expected = sign(rawBody, secret).getBytes(StandardCharsets.US_ASCII);
            valid |= MessageDigest.isEqual(expected, claimed);
        }
        return valid;
    }

    /** The header's value for this body. */
    public static String sign(byte[] rawBody, String appSecret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return PREFIX + HexFormat.of().formatHex(mac.doFinal(rawBody));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HmacSHA256", e);
        }
    }
}

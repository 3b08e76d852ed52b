package dev.assent.core.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one outbound message for good: derived from the caller's idempotency key, or from campaign and row, so that
 * whoever repeats a step repeats the same message.
 *
 * @param value {@code m-<hash>} for single messages, {@code <campaign>-<row>} for campaigns; never contains a dot
 */
public record MessageId(String value) {

    private static final Pattern OF_CAMPAIGN = Pattern.compile("(c-[0-9a-z]+)-([0-9]{1,9})");

    /** The id of a single message. */
    public static MessageId ofIdempotencyKey(String idempotencyKey) {
        return new MessageId("m-" + hash("key:" + idempotencyKey));
    }

    /** The id of the one answer to a fact, such as the confirmation of a STOP. */
    public static MessageId answering(String factId) {
        return new MessageId("m-" + hash("answer:" + factId));
    }

    /** The id of a campaign's row. */
    public static MessageId ofCampaignRow(String campaignId, int row) {
        return new MessageId(campaignId + "-" + row);
    }

    /** The id inside callback data as {@link OutboundMessage#callbackData()} writes it. */
    public static MessageId ofCallbackData(String callbackData) {
        int dot = callbackData.indexOf('.');
        return new MessageId(dot < 0 ? callbackData : callbackData.substring(0, dot));
    }

    /** The campaign it belongs to; empty string for single messages. */
    public String campaignId() {
        Matcher campaign = OF_CAMPAIGN.matcher(value);
        return campaign.matches() ? campaign.group(1) : "";
    }

    /** The campaign row; empty for single messages. */
    public OptionalInt row() {
        Matcher campaign = OF_CAMPAIGN.matcher(value);
        return campaign.matches() ? OptionalInt.of(Integer.parseInt(campaign.group(2))) : OptionalInt.empty();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }
}

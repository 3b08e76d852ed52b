package dev.assent.local.webhook;

import dev.assent.local.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Meta posts about one person, in its own form.
 *
 * @see <a href="https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference">Meta: webhooks reference</a>
 */
public final class MetaWebhooks {

    private final String phoneNumberId;
    private final String from;
    private final @Nullable String userId;
    private final Instant at;

    /**
     * Webhooks about a person.
     *
     * @param phoneNumberId our number
     * @param phone the person's, with or without a plus
     * @param userId the person's business-scoped user id, if it is known
     * @param at when it happened; webhooks carry whole seconds
     */
    public MetaWebhooks(String phoneNumberId, String phone, @Nullable String userId, Instant at) {
        this.phoneNumberId = phoneNumberId;
        this.from = phone.replaceFirst("^[+]", "");
        this.userId = userId;
        this.at = at;
        if (!from.matches("[0-9]{5,15}")) {
            throw new IllegalArgumentException("A phone number is written as +4915100000001");
        }
    }

    /** The person writes. */
    public byte[] text(String body) {
        return message("text", Map.of("body", body));
    }

    /** The person taps a template's button. */
    public byte[] button(String label, String payload) {
        return message("button", Map.of("text", label, "payload", payload));
    }

    /** The person has another number now. */
    public byte[] numberChanged(String newPhone) {
        String changed = newPhone.replaceFirst("^[+]", "");
        return message(
                "system",
                Map.of(
                        "type",
                        "user_changed_number",
                        "body",
                        "User changed from " + from + " to " + changed,
                        "wa_id",
                        changed));
    }

    /** What became of a message that Assent sent. */
    public byte[] status(String messageId, String state, @Nullable Integer errorCode) {
        if (!List.of("sent", "delivered", "read", "failed").contains(state)) {
            throw new IllegalArgumentException("A state is sent, delivered, read or failed; not " + state);
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("id", "wamid.LOCAL" + UUID.randomUUID());
        status.put("status", state);
        status.put("timestamp", seconds());
        status.put("recipient_id", from);
        status.put("biz_opaque_callback_data", messageId);
        if (errorCode != null) {
            status.put("errors", List.of(Map.of("code", errorCode, "title", "Error " + errorCode)));
        }
        return change("messages", Map.of("statuses", List.of(status)));
    }

    /** The person uses WhatsApp's own "stop" or "resume" for marketing messages. */
    public byte[] preference(String value) {
        if (!List.of("stop", "resume").contains(value)) {
            throw new IllegalArgumentException("A preference is stop or resume; not " + value);
        }
        Map<String, Object> preference = new LinkedHashMap<>();
        preference.put("wa_id", from);
        if (userId != null) {
            preference.put("user_id", userId);
        }
        preference.put("detail", "User requested to " + value + " marketing messages");
        preference.put("category", "marketing_messages");
        preference.put("value", value);
        preference.put("timestamp", at.getEpochSecond());
        return change("user_preferences", Map.of("user_preferences", List.of(preference)));
    }

    private byte[] message(String type, Map<String, Object> content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("from", from);
        if (userId != null) {
            message.put("from_user_id", userId);
        }
        message.put("id", "wamid.LOCAL" + UUID.randomUUID());
        message.put("timestamp", seconds());
        message.put("type", type);
        message.put(type, content);
        return change("messages", Map.of("messages", List.of(message)));
    }

    private byte[] change(String field, Map<String, Object> content) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("messaging_product", "whatsapp");
        value.put("metadata", Map.of("display_phone_number", "15550100", "phone_number_id", phoneNumberId));
        value.putAll(content);
        return Json.write(Map.of(
                "object",
                "whatsapp_business_account",
                "entry",
                List.of(Map.of("id", "300000000000001", "changes", List.of(Map.of("field", field, "value", value))))));
    }

    private String seconds() {
        return Long.toString(at.getEpochSecond());
    }
}

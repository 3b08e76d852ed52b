package dev.assent.bsp.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what Meta posts: up to 1,000 updates in entries and changes. Every element is read by itself, so that one of an
 * unknown type or shape never costs the others.
 *
 * @param events what was understood
 * @param skipped for each element that was not: where it stood and why, without content
 */
public record MetaWebhook(List<InboundEvent> events, List<String> skipped) {

    /** Meta's "this user stopped marketing messages". */
    private static final int USER_STOPPED_MARKETING = 131050;

    private static final Pattern OURS = Pattern.compile("[A-Za-z0-9_-]{1,100}([.][0-9]{1,6})?");

    // WhatsApp's own limit is 4,096; longer is no honest message, and its beginning says enough.
    private static final int LONGEST_TEXT = 8_192;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the lists. */
    public MetaWebhook {
        events = List.copyOf(events);
        skipped = List.copyOf(skipped);
    }

    /** Thrown for a body that is no webhook at all. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        UnreadableException(String why) {
            super(why);
            this.why = why;
        }

        /** What is wrong with the body; never quotes it. */
        public String why() {
            return why;
        }
    }

    /**
     * Reads a webhook's body.
     *
     * @throws UnreadableException if it is not JSON, or not a WhatsApp webhook
     */
    public static MetaWebhook read(byte[] body) throws UnreadableException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException _) {
            throw new UnreadableException("The body is not JSON.");
        }
        if (root == null || !root.path("entry").isArray()) {
            throw new UnreadableException("The body has no list 'entry'; is the app subscribed to WhatsApp webhooks?");
        }
        var reading = new Reading();
        for (JsonNode entry : root.path("entry")) {
            for (JsonNode change : entry.path("changes")) {
                reading.change(change.path("field").asText(), change.path("value"), entry.path("time"));
            }
        }
        return new MetaWebhook(reading.events, reading.skipped);
    }

    private static final class Reading {

        private final List<InboundEvent> events = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();

        private void change(String field, JsonNode value, JsonNode time) {
            switch (field) {
                case "messages" -> {
                    String phoneNumberId =
                            value.path("metadata").path("phone_number_id").asText();
                    value.path("messages").forEach(message -> message(message, phoneNumberId));
                    value.path("statuses").forEach(status -> status(status, phoneNumberId));
                }
                case "user_preferences" -> value.path("user_preferences").forEach(this::preference);
                default ->
                    AccountNews.read(field, value, seconds(time).orElse(null))
                            .ifPresentOrElse(events::add, () -> skipped.add("a change of the field " + safe(field)));
            }
        }

        private void message(JsonNode message, String phoneNumberId) {
            String type = message.path("type").asText();
            String text;
            switch (type) {
                case "text" -> text = message.path("text").path("body").asText();
                case "button" -> text = message.path("button").path("text").asText();
                case "interactive" -> text = "";
                case "image", "video", "document", "audio", "sticker", "location", "contacts", "order" ->
                    text = message.path(type).path("caption").asText();
                default -> {
                    // Reactions, system notes and types that are newer than this code open no window.
                    skipped.add("a message of the type " + safe(type));
                    return;
                }
            }
            var contact = contact(message.path("from"), message.path("from_user_id"));
            var at = seconds(message.path("timestamp"));
            String wamid = message.path("id").asText();
            if (contact.isEmpty() || at.isEmpty() || !isId(wamid) || !isId(phoneNumberId)) {
                skipped.add("a message without sender, time, id or phone number id");
                return;
            }
            JsonNode payload = message.path("button").path("payload");
            events.add(new InboundEvent.MessageReceived(
                    wamid,
                    contact.get(),
                    phoneNumberId,
                    at.get(),
                    clean(text),
                    payload.isTextual() ? clean(payload.asText()) : null));
        }

        private void status(JsonNode status, String phoneNumberId) {
            var state = state(status.path("status").asText());
            var at = seconds(status.path("timestamp"));
            if (state.isEmpty() || at.isEmpty()) {
                skipped.add("a status of the kind " + safe(status.path("status").asText()));
                return;
            }
            JsonNode code = status.path("errors").path(0).path("code");
            if (code.asInt() == USER_STOPPED_MARKETING) {
                contact(status.path("recipient_id"), status.path("recipient_user_id"))
                        .ifPresent(contact -> events.add(new InboundEvent.PreferenceChanged(
                                status.path("id").asText() + ":131050", contact, at.get(), true, true)));
            }
            String callbackData = status.path("biz_opaque_callback_data").asText();
            if (!OURS.matcher(callbackData).matches()) {
                skipped.add("a status of a message that Assent did not send");
                return;
            }
            events.add(new InboundEvent.StatusReported(
                    MessageId.ofCallbackData(callbackData),
                    isId(phoneNumberId) ? phoneNumberId : null,
                    state.get(),
                    at.get(),
                    status.path("id").asText(),
                    code.isInt() ? code.asInt() : null));
        }

        private void preference(JsonNode preference) {
            var contact = contact(preference.path("wa_id"), preference.path("user_id"));
            var at = seconds(preference.path("timestamp"));
            String value = preference.path("value").asText();
            if (contact.isEmpty() || at.isEmpty() || !(value.equals("stop") || value.equals("resume"))) {
                skipped.add("a user preference " + safe(value));
                return;
            }
            // Meta gives a preference no id of its own; who, what and when make one.
            String factId = "preference:" + value + ":" + at.get().getEpochSecond();
            events.add(
                    new InboundEvent.PreferenceChanged(factId, contact.get(), at.get(), value.equals("stop"), false));
        }

        private static Optional<MessageState> state(String status) {
            return switch (status) {
                case "sent" -> Optional.of(MessageState.SENT);
                case "delivered" -> Optional.of(MessageState.DELIVERED);
                case "read", "played" -> Optional.of(MessageState.READ);
                case "failed" -> Optional.of(MessageState.FAILED);
                default -> Optional.empty();
            };
        }

        // Some senders put the user id where the number was; both places are read both ways.
        private static Optional<Contact> contact(JsonNode phoneOrUser, JsonNode user) {
            var phone = PhoneNumber.ofWhatsAppId(phoneOrUser.asText());
            var userId = WhatsAppUserId.read(user.asText()).or(() -> WhatsAppUserId.read(phoneOrUser.asText()));
            return phone.isEmpty() && userId.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Contact(phone.orElse(null), userId.orElse(null)));
        }

        // A string in messages and statuses, a number in preferences.
        private static Optional<Instant> seconds(JsonNode timestamp) {
            long seconds = timestamp.asLong();
            return seconds > 0 && seconds < 10_000_000_000L
                    ? Optional.of(Instant.ofEpochSecond(seconds))
                    : Optional.empty();
        }

        private static boolean isId(String id) {
            return !id.isEmpty() && id.length() <= 500;
        }

        // Halves of surrogate pairs can't be queued.
        private static String clean(String text) {
            String start = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
            return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }

        private static String safe(String word) {
            return word.matches("[a-z_]{1,40}") ? word : "(unreadable)";
        }
    }
}

package dev.assent.bsp.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.core.catalogue.Category;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.limit.MessagingLimit;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks that concern no person: the messaging limit, the account, templates. Their fields differ between Meta's own
 * pages, so every known form is read.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview">Meta:
 *     webhooks</a>
 */
final class AccountNews {

    private static final Pattern TIER = Pattern.compile("TIER_([0-9]+)(K?)");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,12}");

    private AccountNews() {}

    static Optional<InboundEvent> read(String field, JsonNode value, @Nullable Instant at) {
        return switch (field) {
            case "business_capability_update", "phone_number_quality_update" -> limit(value, at);
            case "account_update" -> account(value, at);
            // Meta prints one of these under the field of another, so what is inside decides.
            case "message_template_status_update", "template_category_update", "message_template_quality_update" ->
                value.has("new_category") ? category(value, at) : template(value, at);
            default -> Optional.empty();
        };
    }

    private static Optional<InboundEvent> limit(JsonNode value, @Nullable Instant at) {
        for (String name : new String[] {
            "max_daily_conversations_per_business", "max_daily_conversation_per_phone", "current_limit"
        }) {
            OptionalLong limit = limit(value.path(name));
            if (limit.isPresent()) {
                return Optional.of(new InboundEvent.LimitChanged(limit.getAsLong(), at));
            }
        }
        return Optional.empty();
    }

    // A number, a number as text, TIER_2K, TIER_UNLIMITED, or -1 for unlimited.
    private static OptionalLong limit(JsonNode value) {
        String text = value.asText().strip().toUpperCase(Locale.ROOT);
        Matcher tier = TIER.matcher(text);
        if (text.equals("-1") || text.equals("TIER_UNLIMITED")) {
            return OptionalLong.of(MessagingLimit.UNLIMITED);
        }
        if (tier.matches() && tier.group(1).length() < 9) {
            return OptionalLong.of(
                    Long.parseLong(tier.group(1)) * (tier.group(2).isEmpty() ? 1 : 1000));
        }
        return DIGITS.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static Optional<InboundEvent> account(JsonNode value, @Nullable Instant at) {
        return switch (value.path("event").asText()) {
            case "ACCOUNT_RESTRICTION" -> restriction(value, at);
            case "DISABLED_UPDATE" -> {
                String state = value.path("ban_info").path("waba_ban_state").asText();
                yield Optional.of(new InboundEvent.AccountChanged(!state.equals("REINSTATE"), word(state), null, at));
            }
            case "ACCOUNT_REINSTATED", "VERIFIED_ACCOUNT" ->
                Optional.of(new InboundEvent.AccountChanged(false, "REINSTATED", null, at));
            default -> Optional.empty();
        };
    }

    private static Optional<InboundEvent> restriction(JsonNode value, @Nullable Instant at) {
        JsonNode first = value.path("restriction_info").path(0);
        long expiration = first.path("expiration").asLong();
        return Optional.of(new InboundEvent.AccountChanged(
                true,
                word(first.path("restriction_type").asText()),
                expiration > 0 ? Instant.ofEpochSecond(expiration) : null,
                at));
    }

    private static Optional<InboundEvent> template(JsonNode value, @Nullable Instant at) {
        String event = value.path("event").asText();
        boolean unusable =
                switch (event) {
                    case "PAUSED", "DISABLED", "REJECTED", "DELETED", "PENDING_DELETION", "ARCHIVED", "LOCKED" -> true;
                    default -> false;
                };
        boolean usable = event.equals("APPROVED") || event.equals("REINSTATED");
        return named(value) && (usable || unusable)
                ? Optional.of(new InboundEvent.TemplateChanged(
                        value.path("message_template_name").asText(),
                        value.path("message_template_language").asText(),
                        usable,
                        word(event),
                        at))
                : Optional.empty();
    }

    private static Optional<InboundEvent> category(JsonNode value, @Nullable Instant at) {
        String category = value.path("new_category").asText();
        // With correct_category it is only announced; the change comes in a webhook of its own.
        boolean announced = value.has("correct_category");
        return Arrays.stream(Category.values())
                .filter(it -> it.name().equals(category) && !announced && named(value))
                .findFirst()
                .map(it -> new InboundEvent.TemplateMoved(
                        value.path("message_template_name").asText(),
                        value.path("message_template_language").asText(),
                        it,
                        at));
    }

    private static boolean named(JsonNode value) {
        return value.path("message_template_name").isTextual()
                && value.path("message_template_language").isTextual();
    }

    private static String word(String word) {
        return word.matches("[A-Z_]{1,60}") ? word : "UNNAMED";
    }
}

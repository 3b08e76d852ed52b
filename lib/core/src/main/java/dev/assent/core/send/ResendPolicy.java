package dev.assent.core.send;

import dev.assent.core.catalogue.Category;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a message whose fate is unknown may be sent once more, and after how much silence: an order's news is worth
 * more than a rare second copy of it, and a one-time code can be told twice. Marketing and answers never.
 *
 * @param utilityAfter silence before a utility template is sent again
 * @param oneTimeCodeAfter silence before an authentication template is sent again
 */
public record ResendPolicy(Duration utilityAfter, Duration oneTimeCodeAfter) {

    /**
     * How long to wait for its status; empty if it is never sent again.
     *
     * @param decision what allowed it; the category there is the provider's, which wins over the caller's
     */
    public Optional<Duration> after(OutboundMessage message, Map<String, String> decision) {
        if (!(message.content() instanceof MessageContent.Template template)) {
            return Optional.empty();
        }
        String counted = decision.getOrDefault(
                DecisionRecord.CATEGORY, template.category().name());
        return switch (Category.valueOf(counted)) {
            case MARKETING -> Optional.empty();
            case UTILITY -> Optional.of(utilityAfter);
            case AUTHENTICATION -> Optional.of(oneTimeCodeAfter);
        };
    }

    /** Whether it has a fixed end and can't be asked for later: one-time codes. */
    static boolean isCode(OutboundMessage message) {
        return message.content() instanceof MessageContent.Template template
                && template.category() == Category.AUTHENTICATION;
    }
}

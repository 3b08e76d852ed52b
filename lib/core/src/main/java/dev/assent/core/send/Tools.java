package dev.assent.core.send;

import dev.assent.core.control.Controls;
import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.Messages;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.Throttle;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything a send worker works with.
 *
 * @param random for gaps and names of holds
 */
public record Tools(
        Gate gate,
        Messages messages,
        Bsp bsp,
        Later later,
        Counters counters,
        Plan plan,
        Pace pace,
        RandomGenerator random) {

    /**
     * What all workers share.
     *
     * @param throttle by phone number id
     * @param limit by portfolio id
     * @param conversations by phone number id
     * @param controls under {@link #CONTROLS}
     * @param webhooks by phone number id
     */
    public record Counters(
            Counter<Throttle> throttle,
            Counter<MessagingLimit> limit,
            Counter<Conversations> conversations,
            Counter<Controls> controls,
            Counter<WebhookFlow> webhooks) {

        /** The one id under which controls stand. */
        public static final String CONTROLS = "all";
    }

    /**
     * How this deployment sends.
     *
     * @param portfolioId whose messaging limit is used
     * @param pacing by phone number id; who has none is not paced
     */
    public record Plan(String portfolioId, SendRate rate, Map<String, PacingProfile> pacing, ResendPolicy resends) {

        /** Copies the profiles. */
        public Plan {
            pacing = Map.copyOf(pacing);
        }

        PacingProfile pacingOf(String number) {
            return pacing.getOrDefault(number, PacingProfile.NONE);
        }
    }
}

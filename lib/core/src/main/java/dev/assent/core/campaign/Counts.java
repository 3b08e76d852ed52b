package dev.assent.core.campaign;

import dev.assent.core.message.MessageState;
import dev.assent.core.message.Reason;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of an audience. {@code audience = queued + deferred + sent + failed + unknown + Σ withheld}; delivered and
 * read are parts of sent.
 *
 * @param queued not fed yet, waiting in the queue, or just being sent
 */
public record Counts(
        int audience,
        int queued,
        int deferred,
        int sent,
        int delivered,
        int read,
        int failed,
        int unknown,
        Map<Reason, Integer> withheld) {

    /** Copies the map. */
    public Counts {
        withheld = Map.copyOf(withheld);
    }

    /**
     * Counts an audience.
     *
     * @param states how many messages on record are in each state
     * @param withheld how many were withheld for each reason
     */
    public static Counts of(int audience, Map<MessageState, Integer> states, Map<Reason, Integer> withheld) {
        int read = count(states, MessageState.READ);
        int delivered = count(states, MessageState.DELIVERED) + read;
        int sent = count(states, MessageState.SENT) + delivered;
        int deferred = count(states, MessageState.DEFERRED);
        int failed = count(states, MessageState.FAILED);
        int unknown = count(states, MessageState.UNKNOWN);
        int refused = withheld.values().stream().mapToInt(Integer::intValue).sum();
        int queued = audience - deferred - sent - failed - unknown - refused;
        Map<Reason, Integer> sorted = new EnumMap<>(Reason.class);
        sorted.putAll(withheld);
        return new Counts(audience, queued, deferred, sent, delivered, read, failed, unknown, sorted);
    }

    /** Whether nothing waits any more. */
    public boolean isSettled() {
        return queued == 0 && deferred == 0;
    }

    private static int count(Map<MessageState, Integer> states, MessageState state) {
        return states.getOrDefault(state, 0);
    }
}

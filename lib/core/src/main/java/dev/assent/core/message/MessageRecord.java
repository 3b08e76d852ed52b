package dev.assent.core.message;

import dev.assent.core.contact.PersonId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What MessageTable knows about a message.
 *
 * @param attempt which try was taken for sending last; 0 before the first
 * @param reason why it was withheld or deferred, or null
 * @param leaseUntil until when SENDING is believed; after that it reads as UNKNOWN
 * @param wamid the provider's id, once accepted
 * @param errorCode the provider's error, once failed
 * @param bodyHash digest of the request that made it, to tell a repeat from a conflict; null for campaign rows
 * @param decision which consent, window and slot allowed it
 */
public record MessageRecord(
        MessageId id,
        PersonId person,
        MessageState state,
        int attempt,
        @Nullable Reason reason,
        @Nullable Instant notBefore,
        @Nullable Instant leaseUntil,
        @Nullable String wamid,
        @Nullable Integer errorCode,
        @Nullable String bodyHash,
        Map<String, String> decision) {

    /** Copies the decision. */
    public MessageRecord {
        decision = Map.copyOf(decision);
    }

    /** A message that was accepted and waits: in its queue, or for its time. */
    public static MessageRecord queued(MessageId id, PersonId person, String bodyHash, @Nullable Instant notBefore) {
        return new MessageRecord(
                id, person, MessageState.QUEUED, 0, null, notBefore, null, null, null, bodyHash, Map.of());
    }

    /** The state as it reads at {@code now}: SENDING past its lease is UNKNOWN. */
    public MessageState stateAt(Instant now) {
        return state == MessageState.SENDING && leaseUntil != null && now.isAfter(leaseUntil)
                ? MessageState.UNKNOWN
                : state;
    }

    /** Why nobody knows what became of it. */
    public enum Doubt {
        /** The provider's answer was lost, came too late, or said neither yes nor no. */
        NO_CLEAR_ANSWER,

        /** Its worker ended between taking it and writing down the answer. */
        WORKER_ENDED
    }

    /** Why it is UNKNOWN at {@code now}; empty if it is not. */
    public Optional<Doubt> doubt(Instant now) {
        return stateAt(now) != MessageState.UNKNOWN
                ? Optional.empty()
                : Optional.of(state == MessageState.UNKNOWN ? Doubt.NO_CLEAR_ANSWER : Doubt.WORKER_ENDED);
    }

    /** Whether nothing is left to do for a worker that receives this message (again). */
    public boolean isTaken() {
        return state != MessageState.QUEUED && state != MessageState.DEFERRED;
    }
}

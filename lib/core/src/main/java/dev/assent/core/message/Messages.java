package dev.assent.core.message;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages on record: one per message id, each with the state it reached. */
public interface Messages {

    /** Those of these messages that are on record, read consistently. */
    Map<MessageId, MessageRecord> find(Collection<MessageId> ids);

    /** One message. */
    default Optional<MessageRecord> find(MessageId id) {
        return Optional.ofNullable(find(java.util.List.of(id)).get(id));
    }

    /** Records a message that waits in its queue; what is on record already under its id stays. */
    void queued(MessageRecord message);

    /**
     * Takes the message for sending: from now on nobody else will, until {@code leaseUntil} and after it. The same call
     * once more, after an answer that was lost, finds it taken by itself.
     *
     * @param decision tells this taker from all others
     * @return false if somebody else took it, or took this attempt of it before
     */
    boolean startSending(OutboundMessage message, Instant leaseUntil, Map<String, String> decision);

    /**
     * Takes a message once more whose last attempt is UNKNOWN at {@code now}: for utility and one-time codes only, and
     * only once. The same call once more finds it taken by itself.
     *
     * @return false if that attempt was settled, or taken up again by somebody else, in the meantime
     */
    boolean startResending(OutboundMessage message, Instant now, Instant leaseUntil, Map<String, String> decision);

    /** The provider accepted it. Changes nothing once a status webhook said more. */
    void accepted(MessageId id, String wamid);

    /** The provider refused it for good. */
    void failed(MessageId id, int errorCode);

    /** Nobody knows whether it was accepted. Changes nothing once a status webhook said more. */
    void unknown(MessageId id);

    /**
     * It certainly was not accepted, or not even tried, and is to be sent later. Changes nothing if this attempt or a
     * later one was taken for sending: only who ends an attempt may announce the next.
     */
    void deferred(OutboundMessage message, Reason reason, Instant notBefore, Map<String, String> decision);

    /** The rules said never. Changes nothing if this attempt or a later one was taken for sending. */
    void withheld(OutboundMessage message, Reason reason, Map<String, String> decision);

    /**
     * Nobody will try it any more: it lies in a dead-letter queue. Changes nothing if it was taken for sending, or has an
     * outcome.
     *
     * @return whether that is its state now
     */
    boolean givenUp(OutboundMessage message, Map<String, String> decision);

    /**
     * What a status webhook said; applied only if it says more than is known.
     *
     * @return the message as it stands then; empty if it is not on record
     */
    Optional<MessageRecord> reported(
            MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode);
}

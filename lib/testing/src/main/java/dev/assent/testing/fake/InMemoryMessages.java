package dev.assent.testing.fake;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages in a map. */
public final class InMemoryMessages implements Messages {

    private final Map<MessageId, MessageRecord> records = new HashMap<>();

    @Override
    public synchronized Map<MessageId, MessageRecord> find(Collection<MessageId> ids) {
        Map<MessageId, MessageRecord> found = new HashMap<>();
        ids.forEach(id -> {
            MessageRecord record = records.get(id);
            if (record != null) {
                found.put(id, record);
            }
        });
        return found;
    }

    @Override
    public synchronized void queued(MessageRecord message) {
        records.merge(
                message.id(),
                message,
                (known, _) -> known.bodyHash() != null
                        ? known
                        : new MessageRecord(
                                known.id(),
                                known.person(),
                                known.state(),
                                known.attempt(),
                                known.reason(),
                                known.notBefore(),
                                known.leaseUntil(),
                                known.wamid(),
                                known.errorCode(),
                                message.bodyHash(),
                                known.decision()));
    }

    @Override
    public synchronized boolean startSending(
            OutboundMessage message, Instant leaseUntil, Map<String, String> decision) {
        MessageRecord known = records.get(message.id());
        if (known != null && (known.isTaken() || known.attempt() >= message.attempt())) {
            return isTheSameTaking(known, message, leaseUntil, decision);
        }
        start(message, leaseUntil, decision);
        return true;
    }

    private static boolean isTheSameTaking(
            MessageRecord known, OutboundMessage message, Instant leaseUntil, Map<String, String> decision) {
        return known.state() == MessageState.SENDING
                && known.attempt() == message.attempt()
                && leaseUntil.equals(known.leaseUntil())
                && known.decision().equals(decision);
    }

    @Override
    public synchronized boolean startResending(
            OutboundMessage message, Instant now, Instant leaseUntil, Map<String, String> decision) {
        MessageRecord known = records.get(message.id());
        if (known == null) {
            return false;
        }
        if (known.stateAt(now) != MessageState.UNKNOWN || known.attempt() != message.attempt() - 1) {
            return isTheSameTaking(known, message, leaseUntil, decision);
        }
        start(message, leaseUntil, decision);
        return true;
    }

    private void start(OutboundMessage message, Instant leaseUntil, Map<String, String> decision) {
        MessageRecord known = records.get(message.id());
        records.put(
                message.id(),
                new MessageRecord(
                        message.id(),
                        message.to(),
                        MessageState.SENDING,
                        message.attempt(),
                        null,
                        null,
                        leaseUntil,
                        null,
                        null,
                        known == null ? null : known.bodyHash(),
                        decision));
    }

    @Override
    public synchronized void accepted(MessageId id, String wamid) {
        advance(id, MessageState.SENT, wamid, null);
    }

    @Override
    public synchronized void failed(MessageId id, int errorCode) {
        advance(id, MessageState.FAILED, null, errorCode);
    }

    @Override
    public synchronized void unknown(MessageId id) {
        advance(id, MessageState.UNKNOWN, null, null);
    }

    @Override
    public synchronized void deferred(
            OutboundMessage message, Reason reason, Instant notBefore, Map<String, String> decision) {
        if (mayDecideAbout(message)) {
            put(message, MessageState.DEFERRED, reason, notBefore, null, decision);
        }
    }

    @Override
    public synchronized void withheld(OutboundMessage message, Reason reason, Map<String, String> decision) {
        if (mayDecideAbout(message)) {
            put(message, MessageState.WITHHELD, reason, null, null, decision);
        }
    }

    @Override
    public synchronized boolean givenUp(OutboundMessage message, Map<String, String> decision) {
        MessageRecord known = records.get(message.id());
        if (known != null && known.isTaken()) {
            return false;
        }
        put(message, MessageState.FAILED, null, null, 0, decision);
        return true;
    }

    @Override
    public synchronized Optional<MessageRecord> reported(
            MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode) {
        if (!records.containsKey(id)) {
            return Optional.empty();
        }
        advance(id, state, wamid, errorCode);
        return Optional.ofNullable(records.get(id));
    }

    private boolean mayDecideAbout(OutboundMessage message) {
        MessageRecord known = records.get(message.id());
        return known == null
                || !known.isTaken()
                || (known.state() == MessageState.SENDING && known.attempt() < message.attempt());
    }

    private void put(
            OutboundMessage message,
            MessageState state,
            @Nullable Reason reason,
            @Nullable Instant notBefore,
            @Nullable Integer errorCode,
            Map<String, String> decision) {
        MessageRecord known = records.get(message.id());
        records.put(
                message.id(),
                new MessageRecord(
                        message.id(),
                        message.to(),
                        state,
                        known == null ? 0 : known.attempt(),
                        reason,
                        notBefore,
                        null,
                        null,
                        errorCode,
                        known == null ? null : known.bodyHash(),
                        decision));
    }

    private void advance(MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode) {
        MessageRecord known = records.get(id);
        if (known == null) {
            throw new IllegalStateException("No message " + id.value());
        }
        boolean further = state.rank() > known.state().rank();
        records.put(
                id,
                new MessageRecord(
                        id,
                        known.person(),
                        further ? state : known.state(),
                        known.attempt(),
                        further ? null : known.reason(),
                        null,
                        known.leaseUntil(),
                        wamid == null ? known.wamid() : wamid,
                        errorCode == null ? known.errorCode() : errorCode,
                        known.bodyHash(),
                        known.decision()));
    }
}

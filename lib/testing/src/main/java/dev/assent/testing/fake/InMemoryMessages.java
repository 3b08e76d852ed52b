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
import org.jspecify.annotations.Nullable;

/** Messages in a map. */
public final class InMemoryMessages implements Messages {

    private final Map<MessageId, MessageRecord> records = new HashMap<>();
    private final Map<MessageId, Integer> attempts = new HashMap<>();

    @Override
    public synchronized Map<MessageId, MessageRecord> find(Collection<MessageId> ids) {
        Map<MessageId, MessageRecord> found = new HashMap<>(records);
        found.keySet().retainAll(ids);
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
        if (known != null && known.isTaken()) {
            return false;
        }
        attempts.put(message.id(), message.attempt());
        records.put(
                message.id(),
                new MessageRecord(
                        message.id(),
                        message.to(),
                        MessageState.SENDING,
                        null,
                        null,
                        leaseUntil,
                        null,
                        null,
                        known == null ? null : known.bodyHash(),
                        decision));
        return true;
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
    public synchronized void deferred(OutboundMessage message, Reason reason, Instant notBefore) {
        if (mayDecideAbout(message)) {
            put(message, MessageState.DEFERRED, reason, notBefore);
        }
    }

    @Override
    public synchronized void withheld(OutboundMessage message, Reason reason) {
        if (mayDecideAbout(message)) {
            put(message, MessageState.WITHHELD, reason, null);
        }
    }

    @Override
    public synchronized boolean reported(
            MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode) {
        if (!records.containsKey(id)) {
            return false;
        }
        advance(id, state, wamid, errorCode);
        return true;
    }

    private boolean mayDecideAbout(OutboundMessage message) {
        MessageRecord known = records.get(message.id());
        return known == null
                || !known.isTaken()
                || (known.state() == MessageState.SENDING
                        && attempts.getOrDefault(message.id(), 1) < message.attempt());
    }

    private void put(OutboundMessage message, MessageState state, Reason reason, @Nullable Instant notBefore) {
        MessageRecord known = records.get(message.id());
        records.put(
                message.id(),
                new MessageRecord(
                        message.id(),
                        message.to(),
                        state,
                        reason,
                        notBefore,
                        null,
                        null,
                        null,
                        known == null ? null : known.bodyHash(),
                        known == null ? Map.of() : known.decision()));
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
                        further ? null : known.reason(),
                        null,
                        known.leaseUntil(),
                        wamid == null ? known.wamid() : wamid,
                        errorCode == null ? known.errorCode() : errorCode,
                        known.bodyHash(),
                        known.decision()));
    }
}

package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gives what landed in a dead-letter queue of the send queues a named state, so that nobody waits for it for ever. */
public final class DeadLetters {

    private static final PersonId NOBODY = new PersonId("");

    private final Tools tools;

    /** Dead letters of workers with these tools. */
    public DeadLetters(Tools tools) {
        this.tools = tools;
    }

    /**
     * A message that workers failed at again and again. Was its request under way, its fate is UNKNOWN; else it is FAILED,
     * without a provider's code, and counts for nothing.
     */
    public void settle(OutboundMessage message) {
        Instant now = tools.pace().now();
        Optional<MessageRecord> record = tools.messages().find(message.id());
        if (record.isEmpty() || !record.get().isTaken()) {
            tools.messages().givenUp(message, Map.of("decidedAt", now.toString(), "deadLetter", "true"));
            notReached(message, now);
        } else if (record.get().state() == MessageState.SENDING && record.get().stateAt(now) == MessageState.UNKNOWN) {
            tools.messages().unknown(message.id());
        }
    }

    /**
     * A message that can't even be read.
     *
     * @param queueMessageId the queue's name for it; its record is found under {@code dead-} and this
     */
    public void settleUnreadable(String queueMessageId) {
        var id = new MessageId("dead-" + queueMessageId.replace(".", "-"));
        var unreadable = new OutboundMessage(
                id,
                1,
                NOBODY,
                "",
                "",
                new dev.assent.core.message.MessageContent.Text(""),
                OutboundMessage.Priority.BULK,
                null,
                null,
                null);
        Map<String, String> decision = Map.of("decidedAt", tools.pace().now().toString(), "deadLetter", "true");
        tools.messages().withheld(unreadable, Reason.INVALID_CONTENT, decision);
    }

    private void notReached(OutboundMessage message, Instant now) {
        tools.gate()
                .notReached(message.to(), message.id(), UnaryOperator.identity())
                .ifPresent(bucket -> tools.counters()
                        .limit()
                        .change(
                                tools.plan().portfolioId(),
                                now,
                                it -> new Counter.Step<>(it.released(bucket, message.to()), bucket)));
    }
}

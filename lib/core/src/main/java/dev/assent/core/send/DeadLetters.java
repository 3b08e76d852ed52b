package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gives what landed in a dead-letter queue of the send queues a named state, so that nobody waits for it for ever. */
public final class DeadLetters {

    private static final PersonId NOBODY = new PersonId("");

    /**
     * How often a message was received when it is given up: five times from its queue, then three last tries. AWS does not
     * say whether the count goes on in the dead-letter queue or begins anew; then there are eight.
     */
    private static final int RECEIVES = 8;

    /** Whoever ends the process itself is not tried for ever. */
    private static final int POISON = 40;

    private final Tools tools;
    private final SendWorker worker;

    /** Dead letters of workers with these tools. */
    public DeadLetters(Tools tools) {
        this.tools = tools;
        this.worker = new SendWorker(tools);
    }

    /**
     * A message that came back again and again: workers failed at it, or died of others in its batch. It is tried again,
     * alone, a few times: a claim that a worker left when it died holds for two minutes. Fails that too, it is FAILED,
     * without a provider's code, and counts for nothing; a request that was under way by then reads as UNKNOWN by itself.
     *
     * @param receives how often queues handed it out, this time among them
     * @param lastStart when the last request may start
     * @return whether it has an outcome, or waits for its time; else receive it again
     */
    public boolean settle(OutboundMessage message, int receives, Instant lastStart) throws InterruptedException {
        if (receives <= POISON && !worker.send(List.of(message), lastStart).contains(message.id())) {
            return true;
        }
        if (receives <= RECEIVES) {
            return false;
        }
        Instant now = tools.pace().now();
        if (tools.messages().givenUp(message, Map.of("decidedAt", now.toString(), "deadLetter", "true"))) {
            notReached(message, now);
        }
        return true;
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

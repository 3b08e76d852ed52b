package dev.assent.core.send;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sends a batch of messages, each at most once, at the permitted pace. Numbers and priorities run side by side, each in a
 * {@link SendLane} of its own.
 */
public final class SendWorker {

    /** How long silence about a one-time code without an end of its own matters: Meta keeps them ten minutes. */
    private static final Duration CODE_IS_GOOD_FOR = Duration.ofMinutes(10);

    private static final Duration SILENCE_IS_ASKED_ABOUT_FOR = Duration.ofHours(24);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(55);

    private final Tools tools;

    /** A worker with these tools. */
    public SendWorker(Tools tools) {
        this.tools = tools;
    }

    private record LaneKey(String number, OutboundMessage.Priority priority) {}

    /**
     * Brings every message of the batch to an outcome on record, or puts it off. Blocks until the last answer.
     *
     * @param lastStart when the last request may start; what is left then is queued again
     * @return the messages that could not be worked on because something is broken; receive them again
     */
    public Set<MessageId> send(List<OutboundMessage> batch, Instant lastStart) throws InterruptedException {
        Set<MessageId> broken = ConcurrentHashMap.newKeySet();
        Map<LaneKey, List<SendLane.Candidate>> lanes = candidates(batch).stream()
                .collect(Collectors.groupingBy(
                        it -> new LaneKey(it.message().from(), it.message().priority()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Pace.Work> work = new ArrayList<>();
        lanes.forEach((key, candidates) -> work.add(tools.pace()
                .begin(() -> new SendLane(tools, key.number(), key.priority(), candidates, broken).drain(lastStart))));
        for (Pace.Work lane : work) {
            lane.join();
        }
        return broken;
    }

    // The queue delivers at least once: whoever is SENDING or has an outcome is somebody's already.
    private List<SendLane.Candidate> candidates(List<OutboundMessage> batch) {
        List<OutboundMessage> distinct = batch.stream().distinct().toList();
        Map<MessageId, MessageRecord> known = tools.messages()
                .find(distinct.stream().map(OutboundMessage::id).distinct().toList());
        return distinct.stream()
                .flatMap(message -> candidate(message, Optional.ofNullable(known.get(message.id()))).stream())
                .toList();
    }

    private Optional<SendLane.Candidate> candidate(OutboundMessage message, Optional<MessageRecord> record) {
        if (record.isEmpty()) {
            return Optional.of(new SendLane.Candidate(message, false));
        }
        if (!record.get().isTaken()) {
            return notTaken(message, record.get());
        }
        return tools.plan()
                .resends()
                .after(message, record.get().decision())
                .flatMap(silence -> afterSilence(message, record.get(), silence));
    }

    // A copy of an attempt that has ended: whoever ended it may have died before it queued the next one. No attempt is
    // made
    // twice, so the copy becomes the next one itself, and waits as long.
    private Optional<SendLane.Candidate> notTaken(OutboundMessage message, MessageRecord record) {
        OutboundMessage next = message;
        while (next.attempt() <= record.attempt()) {
            next = next.nextAttempt();
        }
        Instant now = tools.pace().now();
        boolean ended = next.attempt() > message.attempt();
        if (ended && record.notBefore() != null && record.notBefore().isAfter(now)) {
            tools.later().at(next, record.notBefore(), now);
            return Optional.empty();
        }
        return Optional.of(new SendLane.Candidate(next, false));
    }

    /** A utility template or one-time code that was taken before: it may be sent once more if its fate stays unknown. */
    private Optional<SendLane.Candidate> afterSilence(OutboundMessage message, MessageRecord record, Duration silence) {
        Instant now = tools.pace().now();
        MessageState state = record.stateAt(now);
        boolean open = state == MessageState.SENDING || state == MessageState.UNKNOWN;
        if (!open || record.leaseUntil() == null || record.decision().containsKey(DecisionRecord.RESEND)) {
            return Optional.empty();
        }
        Instant sentAt = record.leaseUntil().minus(Claim.LEASE);
        Instant resendAt = latest(sentAt.plus(silence), state == MessageState.SENDING ? record.leaseUntil() : sentAt);
        OutboundMessage again = message.attempt() > record.attempt() ? message : message.nextAttempt();
        if (message.attempt() < record.attempt() || isTooLate(message, sentAt, resendAt, now)) {
            return Optional.empty();
        }
        if (now.isBefore(resendAt)) {
            tools.later().at(again, resendAt.plusMillis(1), now);
            return Optional.empty();
        }
        if (state == MessageState.SENDING || !webhooksFlow(message.from(), sentAt, now)) {
            tools.later().at(again, now.plus(ASK_AGAIN), now);
            return Optional.empty();
        }
        return Optional.of(new SendLane.Candidate(again, true));
    }

    // Silence says nothing about a message if nothing at all is heard.
    private boolean webhooksFlow(String number, Instant sentAt, Instant now) {
        return tools.counters()
                .webhooks()
                .read(number, now, Duration.ofSeconds(1))
                .flowsSince(sentAt);
    }

    private static boolean isTooLate(OutboundMessage message, Instant sentAt, Instant resendAt, Instant now) {
        Duration worth = ResendPolicy.isCode(message) ? CODE_IS_GOOD_FOR : SILENCE_IS_ASKED_ABOUT_FOR;
        Instant end = message.notAfter() == null ? sentAt.plus(worth) : message.notAfter();
        return now.isAfter(end) || resendAt.isAfter(end);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

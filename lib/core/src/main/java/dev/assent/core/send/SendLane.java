package dev.assent.core.send;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import dev.assent.core.throttle.SlotBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sends of one phone number within one batch. Slots are reserved first, an eighth of a second's worth at a time; just
 * before each slot a candidate is claimed, and one that the gate refuses gives its slot to the next.
 */
final class SendLane {

    /** Long enough for a claim, short enough that a STOP in between is rare. */
    private static final Duration CLAIM_LEAD = Duration.ofMillis(40);

    /** Two reservations, of places and of slots, fit in; late ones would leave slots unused for good. */
    private static final Duration RESERVE_LEAD = Duration.ofMillis(150);

    /** S1: a request that leaves later than this after its claim asks the gate again. */
    private static final Duration CLAIM_STAYS_GOOD = Duration.ofSeconds(1);

    private static final Duration NUMBER_PAUSE = Duration.ofSeconds(1);

    private final SendWorker.Tools tools;
    private final String number;
    private final Queue<OutboundMessage> waiting;
    private final Set<MessageId> broken;
    private final ExecutorService threads;
    private final Places places;
    private final AtomicInteger unusedSlots = new AtomicInteger();

    SendLane(
            SendWorker.Tools tools,
            String number,
            List<OutboundMessage> messages,
            Set<MessageId> broken,
            ExecutorService threads) {
        this.tools = tools;
        this.number = number;
        this.waiting = new ConcurrentLinkedQueue<>(messages);
        this.broken = broken;
        this.threads = threads;
        this.places = new Places(tools.limits(), tools.portfolioId());
    }

    Void drain(Instant lastStart) throws InterruptedException {
        List<Future<?>> sends = new ArrayList<>();
        try {
            while (!waiting.isEmpty() && now().isBefore(lastStart)) {
                int wanted = Math.min(tools.rate().subBlock(), waiting.size() - unusedSlots.get());
                if (wanted <= 0) {
                    tools.pace().until(now().plusMillis(5));
                    continue;
                }
                places.topUp(unusedSlots.get() + wanted, now());
                SlotBlock block = tools.slots().reserve(number, wanted, tools.rate(), now());
                for (int i = 0; i < block.count() && !block.at(i).isAfter(lastStart); i++) {
                    Instant slot = block.at(i);
                    unusedSlots.incrementAndGet();
                    sends.add(threads.submit(() -> useSlot(slot)));
                }
                if (block.at(block.count() - 1).isAfter(lastStart)) {
                    break;
                }
                tools.pace().until(block.at(block.count() - 1).minus(RESERVE_LEAD));
            }
            for (Future<?> send : sends) {
                Failures.join(send);
            }
        } finally {
            places.close();
        }
        queueAgain();
        return null;
    }

    private Void useSlot(Instant slot) throws InterruptedException {
        tools.pace().until(slot.minus(CLAIM_LEAD));
        unusedSlots.decrementAndGet();
        OutboundMessage candidate = waiting.poll();
        while (candidate != null && !attempt(candidate, slot)) {
            candidate = waiting.poll();
        }
        return null;
    }

    /** Whether the slot is used up. */
    private boolean attempt(OutboundMessage message, Instant slot) throws InterruptedException {
        try {
            Headroom headroom = places.take(now());
            Instant askedAt = now();
            return switch (tools.gate().ask(message, headroom, askedAt)) {
                case Gate.Pass.Refused(var decision) -> {
                    places.putBack(headroom);
                    record(message, decision);
                    yield false;
                }
                case Gate.Pass.Claimed claimed -> {
                    if (!claimed.placeUsed()) {
                        places.putBack(headroom);
                    }
                    claimed.placeFreed().ifPresent(places::free);
                    yield send(message, claimed, headroom, askedAt, slot);
                }
            };
        } catch (RuntimeException e) {
            // Received again, it finds its own traces and goes on where this try ended.
            broken.add(message.id());
            System.getLogger(SendLane.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Could not work on " + message.id().value(),
                            e);
            return true;
        }
    }

    private boolean send(
            OutboundMessage message, Gate.Pass.Claimed claimed, Headroom headroom, Instant claimedAt, Instant slot)
            throws InterruptedException {
        if (!tools.messages().startSending(message, claimedAt.plus(Claim.LEASE), claimed.decision())) {
            return false;
        }
        tools.pace().until(slot);
        if (Duration.between(claimedAt, now()).compareTo(CLAIM_STAYS_GOOD) > 0) {
            var secondThoughts = tools.gate().askAgain(message, headroom, now());
            if (secondThoughts.isPresent()) {
                record(message.nextAttempt(), secondThoughts.get());
                return false;
            }
        }
        record(message, tools.bsp().send(message, claimed.person()));
        return true;
    }

    private void record(OutboundMessage message, SendDecision.NotNow decision) {
        switch (decision) {
            case SendDecision.Denied(var reason) -> tools.messages().withheld(message, reason);
            case SendDecision.Deferred(var notBefore, var reason) -> putOff(message, reason, notBefore);
        }
    }

    private void record(OutboundMessage message, SendResult result) {
        switch (result) {
            case SendResult.Accepted(var wamid) -> tools.messages().accepted(message.id(), wamid);
            case SendResult.Refused(var errorCode) -> tools.messages().failed(message.id(), errorCode);
            case SendResult.Unclear _ -> tools.messages().unknown(message.id());
            case SendResult.TryLater later -> {
                if (later.wholeNumber()) {
                    tools.slots().pause(number, NUMBER_PAUSE, now());
                }
                putOff(message.nextAttempt(), later.reason(), now().plus(later.retryAfter()));
            }
        }
    }

    // Recorded first, then parked: after a crash in between, the queue's own message comes back and finds DEFERRED.
    private void putOff(OutboundMessage message, Reason reason, Instant notBefore) {
        tools.messages().deferred(message, reason, notBefore);
        tools.later().park(message, notBefore, now());
    }

    // What could not start in time goes to the end of the queue; given back instead, it would use up receive counts.
    private void queueAgain() {
        if (!waiting.isEmpty()) {
            tools.later().again(List.copyOf(waiting));
        }
    }

    private Instant now() {
        return tools.clock().instant();
    }
}

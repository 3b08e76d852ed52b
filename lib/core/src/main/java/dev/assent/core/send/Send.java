package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One send: claim, mark, wait for the slot, call, outcome. */
final class Send {

    /** S1: a request that leaves later than this after its claim asks the gate again. */
    private static final Duration CLAIM_STAYS_GOOD = Duration.ofMillis(900);

    /** A slot that was missed by more is not used: after a stall, many late requests at once would make a burst. */
    private static final Duration SLOT_STAYS_GOOD = Duration.ofMillis(90);

    private static final int MOST_SLOTS = 3;

    private static final System.Logger LOG = System.getLogger(Send.class.getName());

    private final Tools tools;
    private final String worker;
    private final Outcomes outcomes;
    private final Places places;
    private final Beginnings beginnings;
    private final ControlsView controls;
    private final LateSlots lateSlots;

    Send(
            Tools tools,
            String worker,
            Outcomes outcomes,
            Places places,
            Beginnings beginnings,
            ControlsView controls,
            LateSlots lateSlots) {
        this.tools = tools;
        this.worker = worker;
        this.outcomes = outcomes;
        this.places = places;
        this.beginnings = beginnings;
        this.controls = controls;
        this.lateSlots = lateSlots;
    }

    void of(Gate.Look look, Instant slot) throws InterruptedException {
        // As the store keeps it, so that it is found again.
        Instant claimedAt = now().truncatedTo(ChronoUnit.MILLIS);
        OutboundMessage looked = look.message();
        Headroom place = places.of(looked, claimedAt);
        switch (claim(look, place, slot, claimedAt)) {
            case Gate.Pass.Refused(var message, var decision) -> {
                places.done(looked, false);
                beginnings.done(looked, false);
                refused(look.again(), message, decision);
            }
            case Gate.Pass.Claimed claimed -> {
                places.done(looked, claimed.placeUsed());
                claimed.placeFreed()
                        .ifPresent(
                                bucket -> places.free(bucket, claimed.person().id()));
                beginnings.done(looked, true);
                leave(claimed, look.again(), claimedAt, slot);
            }
        }
    }

    // Without an answer the claim may stand, and the person count: the place must not come back.
    private Gate.Pass claim(Gate.Look look, Headroom place, Instant slot, Instant claimedAt) {
        try {
            var attempt = new Gate.Attempt(worker, slot, claimedAt);
            return tools.gate().claim(look, controls.now(), place, beginnings.of(look.message(), claimedAt), attempt);
        } catch (RuntimeException e) {
            places.done(look.message(), true);
            beginnings.done(look.message(), true);
            throw e;
        }
    }

    private void leave(Gate.Pass.Claimed claimed, boolean resend, Instant claimedAt, Instant slot)
            throws InterruptedException {
        OutboundMessage message = claimed.message();
        Instant leaseUntil = claimedAt.plus(Claim.LEASE);
        boolean mine = resend
                ? tools.messages().startResending(message, claimedAt, leaseUntil, asResend(claimed.decision()))
                : tools.messages().startSending(message, leaseUntil, claimed.decision());
        if (!mine) {
            return;
        }
        switch (ready(claimed, claimedAt, slot)) {
            case Ready.No(var decision) -> didNotLeave(resend, message, decision);
            case Ready.Broken _ -> answered(resend, claimed, SendResult.TryLater.DID_NOT_LEAVE, claimedAt);
            case Ready.Yes(var request) -> answered(resend, claimed, request.send(), claimedAt);
        }
    }

    /** Whether a message that is marked as SENDING leaves now. */
    private sealed interface Ready {
        record Yes(Bsp.Request request) implements Ready {}

        record No(SendDecision.NotNow decision) implements Ready {}

        record Broken() implements Ready {}
    }

    // Up to here nothing left: thrown on, it would leave the message UNKNOWN, and marketing for good.
    private Ready ready(Gate.Pass.Claimed claimed, Instant claimedAt, Instant slot) throws InterruptedException {
        OutboundMessage message = claimed.message();
        try {
            Bsp.Request request = tools.bsp().request(message, claimed.person());
            if (!waitFor(slot)) {
                return new Ready.No(new SendDecision.Deferred(now().plusSeconds(1), Reason.PACING));
            }
            Optional<SendDecision.NotNow> secondThoughts =
                    Duration.between(claimedAt, now()).compareTo(CLAIM_STAYS_GOOD) > 0
                            ? tools.gate().askAgain(message, controls.now(), claimedAt, now())
                            : Optional.empty();
            return secondThoughts.<Ready>map(Ready.No::new).orElseGet(() -> new Ready.Yes(request));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No request could be made for " + message.id().value(),
                    e);
            return new Ready.Broken();
        }
    }

    private void answered(boolean resend, Gate.Pass.Claimed claimed, SendResult answer, Instant claimedAt) {
        if (resend && (answer instanceof SendResult.Refused || answer instanceof SendResult.TryLater)) {
            outcomes.resendNotReached(claimed.message());
        } else {
            outcomes.answered(claimed, answer, claimedAt);
        }
    }

    private void refused(boolean resend, OutboundMessage message, SendDecision.NotNow decision) {
        if (resend) {
            outcomes.resendRefused(message, decision);
        } else {
            outcomes.refused(message, decision);
        }
    }

    private void didNotLeave(boolean resend, OutboundMessage message, SendDecision.NotNow decision) {
        if (resend) {
            outcomes.resendNotReached(message);
        } else {
            outcomes.refusedAfterClaim(message, decision);
        }
    }

    private static Map<String, String> asResend(Map<String, String> decision) {
        Map<String, String> marked = new HashMap<>(decision);
        marked.put(DecisionRecord.RESEND, "true");
        return marked;
    }

    // Whoever missed its slot takes another; after a stall that one may be missed as well.
    private boolean waitFor(Instant slot) throws InterruptedException {
        Optional<Instant> next = Optional.of(slot);
        for (int slots = 0; slots < MOST_SLOTS && next.isPresent(); slots++) {
            tools.pace().until(next.get());
            if (Duration.between(next.get(), now()).compareTo(SLOT_STAYS_GOOD) <= 0) {
                return true;
            }
            next = lateSlots.next();
        }
        return false;
    }

    private Instant now() {
        return tools.pace().now();
    }
}

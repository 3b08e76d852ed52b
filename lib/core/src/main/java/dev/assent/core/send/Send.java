package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One send: claim, mark, wait for the slot, call, outcome. */
final class Send {

    /** S1: a request that leaves later than this after its claim asks the gate again. */
    private static final Duration CLAIM_STAYS_GOOD = Duration.ofMillis(900);

    /** A slot that was missed by more is not used: after a stall, many late requests at once would make a burst. */
    private static final Duration SLOT_STAYS_GOOD = Duration.ofMillis(90);

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
        Instant claimedAt = now();
        var to = look.message().to();
        Headroom place = places.of(to, claimedAt);
        switch (claim(look, place, slot, claimedAt)) {
            case Gate.Pass.Refused(var message, var decision) -> {
                places.done(to, false);
                beginnings.done(to, false);
                refused(look.again(), message, decision);
            }
            case Gate.Pass.Claimed claimed -> {
                places.done(to, claimed.placeUsed());
                claimed.placeFreed()
                        .ifPresent(
                                bucket -> places.free(bucket, claimed.person().id()));
                beginnings.done(to, true);
                leave(claimed, look.again(), claimedAt, slot);
            }
        }
    }

    // Without an answer the claim may stand, and the person count: the place must not come back.
    private Gate.Pass claim(Gate.Look look, Headroom place, Instant slot, Instant claimedAt) {
        try {
            var attempt = new Gate.Attempt(worker, slot, claimedAt);
            return tools.gate()
                    .claim(
                            look,
                            controls.now(),
                            place,
                            beginnings.of(look.message().to(), claimedAt),
                            attempt);
        } catch (RuntimeException e) {
            places.done(look.message().to(), true);
            beginnings.done(look.message().to(), true);
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
        tools.pace().until(slot);
        if (Duration.between(slot, now()).compareTo(SLOT_STAYS_GOOD) > 0 && !waitForAnotherSlot()) {
            didNotLeave(resend, message, new SendDecision.Deferred(now().plusSeconds(1), Reason.PACING));
            return;
        }
        if (Duration.between(claimedAt, now()).compareTo(CLAIM_STAYS_GOOD) > 0) {
            var secondThoughts = tools.gate().askAgain(message, controls.now(), claimedAt, now());
            if (secondThoughts.isPresent()) {
                didNotLeave(resend, message, secondThoughts.get());
                return;
            }
        }
        SendResult answer = tools.bsp().send(message, claimed.person());
        if (resend && (answer instanceof SendResult.Refused || answer instanceof SendResult.TryLater)) {
            outcomes.resendNotReached(message);
        } else {
            outcomes.answered(message, answer, claimedAt);
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

    private boolean waitForAnotherSlot() throws InterruptedException {
        Optional<Instant> slot = lateSlots.next();
        if (slot.isPresent()) {
            tools.pace().until(slot.get());
        }
        return slot.isPresent();
    }

    private Instant now() {
        return tools.pace().now();
    }
}

package dev.assent.core.send;

import dev.assent.core.control.Controls;
import dev.assent.core.counter.Counter;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.throttle.Throttle;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What follows from a refusal or an answer: the message's state first, then whatever it waits for. */
final class Outcomes {

    private static final int WINDOW_CLOSED = 131047;

    /** Meta asks for growing gaps and few tries after 131049. */
    private static final int MOST_COOL_OFFS = 3;

    /** Whatever is refused for now so often will not be taken. */
    private static final int MOST_ATTEMPTS = 40;

    /** No provider to be reached for about a day. */
    private static final int MOST_ATTEMPTS_TO_LEAVE = 1_500;

    /** After so many tries to leave, the gaps between them grow no more: about a minute. */
    private static final int LONGEST_GAP = 20;

    private final Tools tools;
    private final Places places;

    Outcomes(Tools tools, Places places) {
        this.tools = tools;
        this.places = places;
    }

    /** The rules said no. */
    void refused(OutboundMessage message, SendDecision.NotNow decision) {
        switch (decision) {
            case SendDecision.Denied(var reason) ->
                tools.messages().withheld(message, reason, DecisionRecord.of(reason, now()));
            case SendDecision.Deferred(var notBefore, var reason) -> putOff(message, reason, notBefore);
        }
    }

    /**
     * The rules said no to the second sending of a message whose first one's fate is unknown. It stays unknown: to withhold
     * it would deny what may be on the phone.
     */
    void resendRefused(OutboundMessage message, SendDecision.NotNow decision) {
        switch (decision) {
            case SendDecision.Denied _ -> tools.messages().unknown(message.id());
            case SendDecision.Deferred(var notBefore, var reason) ->
                tools.later().park(message, reason, notBefore, now());
        }
    }

    /** The second sending did not reach the person, for whatever reason; the first one may have. */
    void resendNotReached(OutboundMessage message) {
        notReached(message, UnaryOperator.identity());
        tools.messages().unknown(message.id());
    }

    /** The rules said no to a message that was claimed and marked, but whose request did not leave. */
    void refusedAfterClaim(OutboundMessage message, SendDecision.NotNow decision) {
        notReached(message, UnaryOperator.identity());
        refused(message.nextAttempt(), decision);
    }

    /** The provider answered, or did not. */
    void answered(Gate.Pass.Claimed claimed, SendResult result, Instant claimedAt) {
        OutboundMessage message = claimed.message();
        switch (result) {
            case SendResult.Accepted(var wamid) -> tools.messages().accepted(message.id(), wamid);
            case SendResult.Refused(var errorCode) -> refusedByProvider(message, errorCode);
            case SendResult.Unclear _ -> unclear(claimed, claimedAt);
            case SendResult.TryLater later -> tryLater(message, later);
        }
    }

    private void unclear(Gate.Pass.Claimed claimed, Instant claimedAt) {
        OutboundMessage message = claimed.message();
        tools.messages().unknown(message.id());
        tools.plan().resends().after(message, claimed.decision()).ifPresent(silence -> tools.later()
                .at(message.nextAttempt(), claimedAt.plus(silence), now()));
    }

    private void refusedByProvider(OutboundMessage message, int errorCode) {
        MessageContent.Template fallback = message.fallback();
        if (errorCode == WINDOW_CLOSED) {
            notReached(message, it -> it.withoutWindow(message.from()));
            if (fallback != null) {
                putOff(message.saying(fallback).nextAttempt(), Reason.PAIR_RATE, now().plus(SendRules.PAIR_INTERVAL));
                return;
            }
        } else {
            notReached(message, UnaryOperator.identity());
        }
        tools.messages().failed(message.id(), errorCode);
    }

    private void tryLater(OutboundMessage message, SendResult.TryLater later) {
        Instant until = now().plus(later.retryAfter().multipliedBy(gaps(message, later)));
        hold(message, later, until);
        notReached(
                message,
                later.holds() == SendResult.Holds.PERSON
                        ? it -> it.with(it.sends().coolingOffUntil(until))
                        : UnaryOperator.identity());
        if (message.attempt() >= mostAttempts(later)) {
            tools.messages().failed(message.id(), Math.max(0, later.errorCode()));
        } else {
            putOff(message.nextAttempt(), DecisionRecord.of(later, now()), later.reason(), until);
        }
    }

    private static int gaps(OutboundMessage message, SendResult.TryLater later) {
        if (later.didNotLeave()) {
            return Math.min(message.attempt(), LONGEST_GAP);
        }
        return later.holds() == SendResult.Holds.PERSON ? message.attempt() : 1;
    }

    private static int mostAttempts(SendResult.TryLater later) {
        if (later.didNotLeave()) {
            return MOST_ATTEMPTS_TO_LEAVE;
        }
        return later.holds() == SendResult.Holds.PERSON ? MOST_COOL_OFFS : MOST_ATTEMPTS;
    }

    private void hold(OutboundMessage message, SendResult.TryLater later, Instant until) {
        var hold = new Controls.Hold(Integer.toString(later.errorCode()), until, now());
        switch (later.holds()) {
            case MESSAGE, PERSON -> {
                // Nobody else is concerned.
            }
            case THROUGHPUT ->
                tools.counters().throttle().change(message.from(), now(), throttle -> {
                    Throttle slower = throttle.cut(now());
                    return new Counter.Step<>(slower, slower);
                });
            case NUMBER -> control(it -> it.numberHeld(message.from(), hold, now()));
            case ACCOUNT -> control(it -> it.accountHeld(hold, now()));
            case TEMPLATE -> {
                if (message.content() instanceof MessageContent.Template template) {
                    control(it -> it.templateHeld(template.name(), template.language(), hold, now()));
                }
            }
        }
    }

    private void control(UnaryOperator<Controls> change) {
        tools.counters().controls().change(Tools.Counters.CONTROLS, now(), it -> {
            Controls changed = change.apply(it);
            return new Counter.Step<>(changed, changed);
        });
    }

    private void notReached(OutboundMessage message, UnaryOperator<PersonState> also) {
        tools.gate()
                .notReached(message.to(), message.id(), also)
                .ifPresent(bucket -> places.free(bucket, message.to()));
    }

    // Recorded first, then parked: after a crash in between, the queue's own message comes back and finds DEFERRED.
    private void putOff(OutboundMessage message, Reason reason, Instant notBefore) {
        putOff(message, DecisionRecord.of(reason, now()), reason, notBefore);
    }

    private void putOff(OutboundMessage message, Map<String, String> decision, Reason reason, Instant notBefore) {
        tools.messages().deferred(message, reason, notBefore, decision);
        tools.later().park(message, reason, notBefore, now());
    }

    private Instant now() {
        return tools.pace().now();
    }
}

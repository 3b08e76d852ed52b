package dev.assent.core.send;

import dev.assent.core.counter.Counter;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.person.Claim;
import dev.assent.core.throttle.SlotBlock;
import dev.assent.core.throttle.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sends of one phone number and priority within one batch. Candidates are looked at ahead; for those that the rules
 * permit, slots are reserved an eighth of a second's worth at a time, and just before its slot each is claimed. So a
 * candidate that is refused costs no slot, and a brake or a STOP is heard until the last moment.
 */
final class SendLane {

    /** Long enough for two slow writes, for a missed slot is lost; short enough that a STOP in between is rare (S1). */
    private static final Duration CLAIM_LEAD = Duration.ofMillis(100);

    /** Looking ahead and two reservations fit in; late ones would leave slots unused for good. */
    private static final Duration RESERVE_LEAD = Duration.ofMillis(250);

    /** How far ahead another slot may be for a message that missed its own. */
    private static final Duration SLOT_AGAIN = Duration.ofSeconds(3);

    private static final int MOST_SEEN_AHEAD = 40;

    private static final Duration ROOM_AT_MOST_OLD = Duration.ofSeconds(2);

    private final Tools tools;
    private final String number;
    private final OutboundMessage.Priority priority;
    private final String worker;
    private final Deque<Candidate> waiting;
    private final Deque<Gate.Look> ready = new ArrayDeque<>();
    private final List<Pace.Work> begun = new ArrayList<>();
    private final Set<MessageId> resends;
    private final Set<MessageId> broken;
    private final PacingProfile pacing;
    private final CurrentRoom room;
    private final Places places;
    private final Beginnings beginnings;
    private final ControlsView controls;
    private final Outcomes outcomes;

    /**
     * @param resend whether its last attempt's fate is unknown
     */
    record Candidate(OutboundMessage message, boolean resend) {}

    SendLane(
            Tools tools,
            String number,
            OutboundMessage.Priority priority,
            List<Candidate> candidates,
            Set<MessageId> broken) {
        this.tools = tools;
        this.number = number;
        this.priority = priority;
        this.waiting = new ArrayDeque<>(candidates);
        this.resends = candidates.stream()
                .filter(Candidate::resend)
                .map(it -> it.message().id())
                .collect(java.util.stream.Collectors.toSet());
        this.broken = broken;
        this.pacing = tools.plan().pacingOf(number);
        this.worker = Long.toString(tools.random().nextLong() >>> 16, 36);
        this.room = new CurrentRoom(tools.counters(), tools.plan().portfolioId());
        this.places = new Places(tools.counters().limit(), tools.plan().portfolioId(), worker);
        this.beginnings = new Beginnings(tools.counters().conversations(), pacing, number);
        this.controls = new ControlsView(tools.counters().controls(), tools.pace());
        this.outcomes = new Outcomes(tools, places);
    }

    void drain(Instant lastStart) throws InterruptedException {
        try {
            beginSends(lastStart);
        } finally {
            end();
        }
        queueAgain();
    }

    private void beginSends(Instant lastStart) throws InterruptedException {
        var lateSlots = new LateSlots(
                tools.pace(),
                count -> reserve(Math.min(subBlock(), count), earlier(now().plus(SLOT_AGAIN), lastStart)));
        while (lookAhead() && now().isBefore(lastStart)) {
            Optional<SlotBlock> reserved = reserve(Math.min(subBlock(), ready.size()), lastStart);
            if (reserved.isEmpty()) {
                return;
            }
            SlotBlock block = reserved.get();
            for (int i = 0; i < block.count(); i++) {
                Gate.Look look = ready.remove();
                Instant slot = block.at(i);
                begun.add(tools.pace().begin(() -> send(look, slot, lateSlots)));
            }
            tools.pace().until(block.at(block.count() - 1).minus(RESERVE_LEAD));
        }
    }

    // Whatever went wrong: a place may only come back once nobody can claim with it any more.
    private void end() throws InterruptedException {
        for (Pace.Work work : begun) {
            work.join();
        }
        places.close(now());
        beginnings.close(now());
    }

    private int subBlock() {
        return pacing.hasGaps() ? 1 : tools.plan().rate().subBlock();
    }

    // The more people one write of the limit's counter holds places for, the less each costs; at high rates two blocks
    // do.
    private int seenAhead() {
        return Math.max(2 * subBlock(), Math.min(4 * subBlock(), MOST_SEEN_AHEAD));
    }

    /** Fills up {@code ready}; whether there is anybody to send to. */
    private boolean lookAhead() {
        while (ready.size() < subBlock() && !waiting.isEmpty()) {
            List<OutboundMessage> next = new ArrayList<>();
            while (ready.size() + next.size() < seenAhead() && !waiting.isEmpty()) {
                next.add(waiting.remove().message());
            }
            look(next);
            reserveRoom();
        }
        return !ready.isEmpty();
    }

    private void look(List<OutboundMessage> next) {
        try {
            Instant now = now();
            for (Gate.Look look : tools.gate().look(next, now)) {
                Gate.Verdict verdict = tools.gate().judge(look, controls.now(), Headroom.ROOM, Headroom.ROOM, now);
                if (isSomebodyElses(look, now)) {
                    broken.add(look.message().id());
                } else if (verdict.decision() instanceof SendDecision.Allowed) {
                    ready.add(new Gate.Look(
                            verdict.message(),
                            look.person(),
                            look.settled(),
                            resends.contains(look.message().id())));
                } else {
                    refuse(look, now);
                }
            }
        } catch (RuntimeException e) {
            next.forEach(it -> broke(it, e));
        }
    }

    // Another worker claimed it and perhaps died: it comes back as after any crash, and so counts its receives.
    private static boolean isSomebodyElses(Gate.Look look, Instant now) {
        Claim claim = look.person() == null
                ? null
                : look.person().sends().claims().get(look.message().id());
        return claim != null && claim.attempt() >= look.message().attempt() && claim.isLiveAt(now);
    }

    // With all that holds it back: a limit may do so longer than whatever it was refused for.
    private void refuse(Gate.Look look, Instant now) {
        Gate.Verdict verdict = tools.gate()
                .judge(
                        look,
                        controls.now(),
                        room.limit(now, ROOM_AT_MOST_OLD),
                        room.pacing(number, pacing, now, ROOM_AT_MOST_OLD),
                        now);
        if (verdict.decision() instanceof SendDecision.NotNow no) {
            refuse(verdict.message(), no);
        }
    }

    // Beside the sends: an audience full of refusals must not hold them up.
    private void refuse(OutboundMessage message, SendDecision.NotNow decision) {
        begun.add(tools.pace().begin(() -> {
            try {
                if (resends.contains(message.id())) {
                    outcomes.resendRefused(message, decision);
                } else {
                    outcomes.refused(message, decision);
                }
            } catch (RuntimeException e) {
                broke(message, e);
            }
        }));
    }

    /** Holds places for those who are ready; who finds none is put off. */
    private void reserveRoom() {
        Instant now = now();
        places.reserve(
                ready.stream()
                        .filter(it -> it.person() != null && SendRules.needsPlace(it.message(), it.person(), now))
                        .map(Gate.Look::message)
                        .toList(),
                now);
        beginnings.reserve(
                ready.stream()
                        .filter(it ->
                                it.person() != null && SendRules.beginsConversation(it.message(), it.person(), now))
                        .map(Gate.Look::message)
                        .toList(),
                now);
        List<Gate.Look> permitted = new ArrayList<>();
        for (Gate.Look look : ready) {
            Gate.Verdict verdict = tools.gate()
                    .judge(
                            look,
                            controls.now(),
                            places.of(look.message(), now),
                            beginnings.of(look.message(), now),
                            now);
            if (verdict.decision() instanceof SendDecision.NotNow no) {
                places.done(look.message(), false);
                beginnings.done(look.message(), false);
                refuse(verdict.message(), no);
            } else {
                permitted.add(look);
            }
        }
        ready.clear();
        ready.addAll(permitted);
    }

    private Optional<SlotBlock> reserve(int count, Instant lastStart) {
        Instant now = now();
        Duration gap = pacing.gap(tools.random());
        return tools.counters().throttle().change(number, now, throttle -> {
            Optional<Throttle.Granted> granted = priority == OutboundMessage.Priority.HIGH
                    ? throttle.high(count, tools.plan().rate(), now, lastStart)
                    : throttle.bulk(count, tools.plan().rate(), gap, now, lastStart);
            return new Counter.Step<>(
                    granted.map(Throttle.Granted::rest).orElse(throttle), granted.map(Throttle.Granted::slots));
        });
    }

    private void send(Gate.Look look, Instant slot, LateSlots lateSlots) throws InterruptedException {
        try {
            tools.pace().until(slot.minus(CLAIM_LEAD));
            new Send(tools, worker, outcomes, places, beginnings, controls, lateSlots).of(look, slot);
        } catch (RuntimeException e) {
            broke(look.message(), e);
        }
    }

    // Received again, it finds its own traces and goes on where this try ended.
    private void broke(OutboundMessage message, RuntimeException e) {
        broken.add(message.id());
        System.getLogger(SendLane.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "Could not work on " + message.id().value(),
                        e);
    }

    // What could not start in time goes to the end of the queue; given back instead, it would use up receive counts.
    private void queueAgain() {
        List<OutboundMessage> left = new ArrayList<>();
        ready.forEach(it -> left.add(it.message()));
        waiting.forEach(it -> left.add(it.message()));
        if (!left.isEmpty()) {
            Throttle throttle = tools.counters().throttle().read(number, now(), Duration.ofSeconds(10));
            Duration apart = Duration.of(tools.plan().rate().intervalMicros(), java.time.temporal.ChronoUnit.MICROS);
            tools.later()
                    .again(
                            left,
                            Duration.between(now(), throttle.nextSlot(now())).minusSeconds(2),
                            apart.compareTo(pacing.longestGap()) < 0 ? pacing.longestGap() : apart);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Instant now() {
        return tools.pace().now();
    }
}

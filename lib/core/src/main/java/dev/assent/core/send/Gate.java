package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Controls;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Claim;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.Sends;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * May this business send this to this person now? Looks at the person, asks the rules, and claims the message on condition
 * that nobody wrote to the person since: a claim that commits before an opt-out is a send that started before it, and
 * after an opt-out none commits.
 */
public final class Gate {

    private static final int ATTEMPTS = 5;
    private static final int MOVES = 3;
    private static final Duration CONTENDED = Duration.ofSeconds(1);

    private final People people;
    private final Messages messages;
    private final SendRules rules;

    /** A gate before {@code people}. */
    public Gate(People people, Messages messages, SendRules rules) {
        this.people = people;
        this.messages = messages;
        this.rules = rules;
    }

    /**
     * A message and its person as they were seen.
     *
     * @param message to the person on record, if its addressee moved
     * @param person null if nobody is on record
     * @param settled claims of this person whose messages have an outcome on record
     * @param again whether an earlier attempt may have reached them
     */
    public record Look(OutboundMessage message, @Nullable PersonState person, Set<MessageId> settled, boolean again) {

        /** Copies the claims. */
        public Look {
            settled = Set.copyOf(settled);
        }

        private Look saying(MessageContent.Template instead) {
            return new Look(message.saying(instead), person, settled, again);
        }
    }

    /**
     * What the rules say to a message as it was seen.
     *
     * @param message the fallback's, if the rules say that instead
     * @param decision the verdict of all checks
     * @param checks what each rule says; empty if nobody is on record
     */
    public record Verdict(OutboundMessage message, SendDecision decision, List<Check> checks) {

        /** Copies the checks. */
        public Verdict {
            checks = List.copyOf(checks);
        }
    }

    /**
     * A worker's try to claim.
     *
     * @param worker its name, unique for each batch
     * @param slot when the message would leave
     */
    public record Attempt(String worker, Instant slot, Instant now) {}

    /** What the gate says to a message that wants to leave. */
    public sealed interface Pass {

        /**
         * It is claimed: send it now.
         *
         * @param message what to send
         * @param person whom to reach
         * @param placeUsed whether the place of the messaging limit is used up
         * @param placeFreed the older bucket in which the person no longer counts
         * @param decision which consent, window and place allowed it
         */
        record Claimed(
                OutboundMessage message,
                PersonState person,
                boolean placeUsed,
                Optional<Long> placeFreed,
                Map<String, String> decision)
                implements Pass {}

        /**
         * It is not sent now.
         *
         * @param message to ask about again, if it is deferred
         */
        record Refused(OutboundMessage message, SendDecision.NotNow decision) implements Pass {}
    }

    /** Looks at the people whom messages are for, in as few reads as possible. */
    public List<Look> look(List<OutboundMessage> batch, Instant now) {
        Map<PersonId, PersonState> found = new HashMap<>();
        List<OutboundMessage> addressed = batch;
        for (int moves = 0; moves < MOVES; moves++) {
            Set<PersonId> missing = addressed.stream()
                    .map(OutboundMessage::to)
                    .filter(it -> !found.containsKey(it))
                    .collect(Collectors.toSet());
            if (missing.isEmpty()) {
                break;
            }
            found.putAll(people.findAll(missing));
            addressed = addressed.stream().map(it -> follow(it, found)).toList();
        }
        Set<MessageId> settled = settledClaims(found.values(), now);
        return addressed.stream()
                .map(it -> new Look(it, found.get(it.to()), settled, false))
                .toList();
    }

    private static OutboundMessage follow(OutboundMessage message, Map<PersonId, PersonState> found) {
        PersonState person = found.get(message.to());
        return person != null && person.movedTo() != null ? message.to(person.movedTo()) : message;
    }

    private Set<MessageId> settledClaims(Collection<PersonState> persons, Instant now) {
        List<MessageId> claimed = persons.stream()
                .flatMap(it -> it.sends().claims().keySet().stream())
                .distinct()
                .toList();
        return claimed.isEmpty()
                ? Set.of()
                : messages.find(claimed).values().stream()
                        .filter(it -> it.stateAt(now).rank() > MessageState.SENDING.rank())
                        .map(MessageRecord::id)
                        .collect(Collectors.toSet());
    }

    /** What the rules say. A free-form message that finds its window closed is its fallback from then on. */
    public Verdict judge(Look look, Controls controls, Headroom limit, Headroom pacing, Instant now) {
        PersonState person = look.person();
        if (person == null) {
            return new Verdict(look.message(), new SendDecision.Denied(Reason.NO_OPT_IN), List.of());
        }
        var facts = new SendFacts(look.message(), person, controls, limit, pacing, look.settled());
        List<Check> checks = rules.check(facts, now);
        SendDecision decision = Check.verdictOf(checks);
        var fallback = look.message().fallback();
        return fallback != null && decision.equals(new SendDecision.Denied(Reason.WINDOW_CLOSED))
                ? judge(look.saying(fallback), controls, limit, pacing, now)
                : new Verdict(look.message(), decision, checks);
    }

    /** Claims a message, if the rules still say yes to what stands now. */
    public Pass claim(Look look, Controls controls, Headroom limit, Headroom pacing, Attempt by) {
        Instant now = by.now();
        Look current = look;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Verdict verdict = judge(current, controls, limit, pacing, now);
            if (verdict.decision() instanceof SendDecision.NotNow no) {
                return new Pass.Refused(verdict.message(), no);
            }
            PersonState person = java.util.Objects.requireNonNull(current.person());
            var facts = new SendFacts(verdict.message(), person, controls, limit, pacing, current.settled());
            boolean placeNeeded = SendRules.needsPlace(verdict.message(), person, now);
            People.Write.OfState write = people.update(person.with(claimed(facts, placeNeeded, look.again(), by)));
            Optional<PersonState> claimed =
                    switch (write) {
                        case People.Write.Written(var written) -> Optional.of(written);
                        case People.Write.LostRace(var standing) ->
                            standing.or(() -> people.find(person.id()))
                                    .filter(it -> isClaimedBy(it, verdict.message(), by));
                    };
            if (claimed.isPresent()) {
                Optional<Long> freed = Optional.ofNullable(person.sends().charge())
                        .map(Charge::bucket)
                        .filter(bucket -> placeNeeded && Buckets.isLive(bucket, now));
                return new Pass.Claimed(
                        verdict.message(), claimed.get(), placeNeeded, freed, DecisionRecord.of(facts, by.slot(), now));
            }
            current = lookAgain(look, ((People.Write.LostRace) write).current(), now);
        }
        return new Pass.Refused(look.message(), new SendDecision.Deferred(now.plus(CONTENDED), Reason.PAIR_RATE));
    }

    // The client repeats a request whose answer was lost, and the repetition finds what the first one wrote.
    private static boolean isClaimedBy(PersonState standing, OutboundMessage message, Attempt by) {
        Claim claim = standing.sends().claims().get(message.id());
        return claim != null
                && claim.attempt() == message.attempt()
                && claim.by().equals(by.worker());
    }

    private Look lookAgain(Look look, Optional<PersonState> standing, Instant now) {
        return standing.filter(it -> it.movedTo() == null)
                .<Look>map(it -> new Look(look.message(), it, look.settled(), look.again()))
                .orElseGet(() -> {
                    Look fresh = look(List.of(look.message()), now).getFirst();
                    return new Look(fresh.message(), fresh.person(), fresh.settled(), look.again());
                });
    }

    private static Sends claimed(SendFacts facts, boolean placeNeeded, boolean again, Attempt by) {
        OutboundMessage message = facts.message();
        Sends sends = facts.person().sends();
        return sends.with(new Sends.Mark(
                message.id(),
                new Claim(message.attempt(), by.now(), by.worker()),
                facts.settled(),
                message.from(),
                placeNeeded && facts.limit() instanceof Headroom.Place(var bucket)
                        ? chargedBy(message, sends.charge(), bucket, again, by.now())
                        : sharedCharge(message, sends.charge(), again),
                SendRules.isMarketing(facts),
                message.confirmsStopAt()));
    }

    // Who counted already goes on counting whatever becomes of this message; it only counts later now.
    private static Charge chargedBy(
            OutboundMessage message, @Nullable Charge before, long bucket, boolean again, Instant now) {
        boolean alone = !again
                && (before == null
                        || !Buckets.isLive(before.bucket(), now)
                        || message.id().equals(before.sole()));
        return new Charge(bucket, alone ? message.id() : null);
    }

    // A second message in the same bucket rides on the charge of the first.
    private static @Nullable Charge sharedCharge(OutboundMessage message, @Nullable Charge charge, boolean again) {
        return charge == null || charge.sole() == null || (message.id().equals(charge.sole()) && !again)
                ? null
                : new Charge(charge.bucket(), null);
    }

    /**
     * Asks again for a message that was claimed but whose request did not leave in time. Empty if it may still be sent.
     */
    public Optional<SendDecision.NotNow> askAgain(
            OutboundMessage claimed, Controls controls, Instant claimedAt, Instant now) {
        Look look = look(List.of(claimed), now).getFirst();
        PersonState person = look.person();
        PersonState before =
                person == null ? null : person.with(person.sends().without(claimed.id(), claimed.from(), claimedAt));
        Verdict verdict =
                judge(new Look(look.message(), before, Set.of(), false), controls, Headroom.ROOM, Headroom.ROOM, now);
        return verdict.decision() instanceof SendDecision.NotNow no ? Optional.of(no) : Optional.empty();
    }

    /**
     * Notes on the person that a claimed message certainly did not reach them.
     *
     * @param also what else is known from that, such as a cool-off
     * @return the bucket in which they count no more, if they counted for this message alone
     */
    public Optional<Long> notReached(PersonId id, MessageId message, UnaryOperator<PersonState> also) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<PersonState> found = people.find(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            PersonState before = found.get();
            Sends sends = before.sends().withoutClaim(message).unchargedFor(message);
            PersonState after = also.apply(before.with(sends));
            if (after.equals(before)) {
                return Optional.empty();
            }
            if (people.update(after) instanceof People.Write.Written) {
                Charge charge = before.sends().charge();
                return charge != null && after.sends().charge() == null
                        ? Optional.of(charge.bucket())
                        : Optional.empty();
            }
        }
        // It goes on counting: the safe side, for a day.
        return Optional.empty();
    }

    /** What every rule says about one message, without claiming it. */
    public Verdict explain(OutboundMessage message, Controls controls, Headroom limit, Headroom pacing, Instant now) {
        return judge(look(new ArrayList<>(List.of(message)), now).getFirst(), controls, limit, pacing, now);
    }
}

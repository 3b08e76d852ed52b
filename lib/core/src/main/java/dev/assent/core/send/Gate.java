package dev.assent.core.send;

import dev.assent.core.consent.Standing;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * May this business send this to this person now? Reads the person, asks the rules, and claims the message on condition
 * that nobody wrote to the person since: a claim that commits before an opt-out is a send that started before it, and
 * after an opt-out none commits.
 */
public final class Gate {

    private static final int ATTEMPTS = 5;
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

    /** What the gate says to one message. */
    public sealed interface Pass {

        /**
         * It is claimed: send it now.
         *
         * @param person whom to reach
         * @param placeUsed whether the reserved place of the messaging limit is used up
         * @param placeFreed the older bucket in which the person no longer counts
         * @param decision which consent, window and place allowed it
         */
        record Claimed(PersonState person, boolean placeUsed, Optional<Long> placeFreed, Map<String, String> decision)
                implements Pass {}

        /** It is not sent now. */
        record Refused(SendDecision.NotNow decision) implements Pass {}
    }

    /** Asks for one message, and claims it if the answer is yes. */
    public Pass ask(OutboundMessage message, Headroom headroom, Instant now) {
        Optional<PersonState> found = people.find(message.to());
        for (int attempt = 0; attempt < ATTEMPTS && found.isPresent(); attempt++) {
            PersonState person = found.get();
            SendFacts facts = new SendFacts(message, person, headroom, settledClaims(person, message.id(), now));
            if (Check.verdictOf(rules.check(facts, now)) instanceof SendDecision.NotNow no) {
                return new Pass.Refused(no);
            }
            boolean placeNeeded = SendRules.needsPlace(facts, now);
            PersonState claimed = claim(facts, placeNeeded, now);
            switch (people.update(claimed)) {
                case People.Write.Written(var written) -> {
                    Optional<Long> freed = Optional.ofNullable(person.chargedBucket())
                            .filter(bucket -> placeNeeded && Buckets.isLive(bucket, now));
                    return new Pass.Claimed(written, placeNeeded, freed, decisionRecord(facts, now));
                }
                case People.Write.LostRace(var current) ->
                    found = current.isPresent() ? current : people.find(message.to());
            }
        }
        return new Pass.Refused(
                found.isPresent()
                        ? new SendDecision.Deferred(now.plus(CONTENDED), Reason.PAIR_RATE)
                        : new SendDecision.Denied(Reason.NO_OPT_IN));
    }

    /** What every rule says about a message, without claiming it. Empty if the person is not on record. */
    public Optional<List<Check>> explain(OutboundMessage message, Headroom headroom, Instant now) {
        return people.find(message.to())
                .map(person -> rules.check(
                        new SendFacts(message, person, headroom, settledClaims(person, message.id(), now)), now));
    }

    /**
     * Asks again for a message that was claimed but whose request did not leave in time. Empty if it may still be sent.
     */
    public Optional<SendDecision.NotNow> askAgain(OutboundMessage claimed, Headroom headroom, Instant now) {
        PersonState person = people.find(claimed.to()).orElseThrow();
        var facts = new SendFacts(claimed, person.withoutClaim(claimed.id(), claimed.from()), headroom, Set.of());
        return Check.verdictOf(rules.check(facts, now)) instanceof SendDecision.NotNow no
                ? Optional.of(no)
                : Optional.empty();
    }

    private static PersonState claim(SendFacts facts, boolean placeNeeded, Instant now) {
        OutboundMessage message = facts.message();
        Long bucket = placeNeeded && facts.headroom() instanceof Headroom.Place(var reserved) ? reserved : null;
        return facts.person()
                .claimed(
                        message.id(),
                        new Claim(message.attempt(), now),
                        facts.settled(),
                        message.from(),
                        now.plus(SendRules.PAIR_INTERVAL),
                        bucket,
                        message.confirmsStopAt());
    }

    private Set<MessageId> settledClaims(PersonState person, MessageId asking, Instant now) {
        List<MessageId> others = person.claims().keySet().stream()
                .filter(it -> !it.equals(asking))
                .toList();
        if (others.isEmpty()) {
            return Set.of();
        }
        return messages.find(others).values().stream()
                .filter(it -> it.stateAt(now).rank() > MessageState.SENDING.rank())
                .map(it -> it.id())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> decisionRecord(SendFacts facts, Instant now) {
        Map<String, String> record = new HashMap<>();
        record.put("decidedAt", now.toString());
        record.put("rules", SendRules.VERSION);
        if (facts.message().content() instanceof MessageContent.Template template) {
            var subject = new TopicOfBrand(facts.message().brand(), template.topic());
            if (facts.person().consent().standing(template.category(), subject, now)
                    instanceof Standing.OptedIn(var grant)) {
                record.put("consentRecordId", grant.recordId());
                record.put("consentMethod", grant.method().name());
                if (grant.wordingVersion() != null) {
                    record.put("wordingVersion", grant.wordingVersion());
                }
            }
        }
        facts.person()
                .window(facts.message().from())
                .ifPresent(it -> record.put("windowOpenedAt", it.openedAt().toString()));
        if (facts.headroom() instanceof Headroom.Place(var bucket) && SendRules.needsPlace(facts, now)) {
            record.put("messagingLimitBucket", Long.toString(bucket));
        }
        return record;
    }
}

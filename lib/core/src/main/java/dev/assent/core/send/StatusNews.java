package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.Buckets;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Claim;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a status webhook says about the messaging limit. The provider counts people whom a message reached: one that failed
 * gives its place back, one that was delivered long after it was sent counts from its delivery on.
 */
public final class StatusNews {

    private static final Duration LATE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private final People people;
    private final Counter<MessagingLimit> limits;
    private final String portfolioId;

    /** News about this portfolio's messages. */
    public StatusNews(People people, Counter<MessagingLimit> limits, String portfolioId) {
        this.people = people;
        this.limits = limits;
        this.portfolioId = portfolioId;
    }

    /**
     * A status of a message came in.
     *
     * @param message as it stands with it
     * @param status what the status said
     * @param at the provider's time of it
     */
    public void heard(MessageRecord message, MessageState status, Instant at, Instant now) {
        if (!message.decision().containsKey(DecisionRecord.CATEGORY)) {
            return;
        }
        if (status == MessageState.FAILED && message.state() == MessageState.FAILED) {
            failed(message, now);
        } else if ((status == MessageState.DELIVERED || status == MessageState.READ) && isLate(message, at)) {
            delivered(message, Buckets.at(at), now);
        }
    }

    private static boolean isLate(MessageRecord message, Instant at) {
        return message.leaseUntil() != null
                && !message.decision().containsKey(DecisionRecord.WINDOW)
                && at.isAfter(message.leaseUntil().minus(Claim.LEASE).plus(LATE));
    }

    private void failed(MessageRecord message, Instant now) {
        change(message, it -> it.with(it.sends().unchargedFor(message.id())))
                .flatMap(before -> Optional.ofNullable(before.sends().charge()))
                .ifPresent(charge -> release(charge.bucket(), message.person(), now));
    }

    // Counted twice for a moment rather than not at all.
    private void delivered(MessageRecord message, long bucket, Instant now) {
        Charge charge =
                people.find(message.person()).map(it -> it.sends().charge()).orElse(null);
        if (charge == null || charge.bucket() >= bucket) {
            return;
        }
        limits.change(portfolioId, now, it -> new Counter.Step<>(it.counted(bucket), bucket));
        change(message, it -> isEarlier(it, bucket) ? it.with(it.sends().chargedIn(bucket)) : it)
                .map(before -> before.sends().charge())
                .map(Charge::bucket)
                .or(() -> countsElsewhere(message, bucket) ? Optional.of(bucket) : Optional.empty())
                .filter(it -> Buckets.isLive(it, now))
                .ifPresent(it -> release(it, message.person(), now));
    }

    // In this bucket it may be our own doing, repeated after a lost answer: then the old place goes on counting, for a
    // day.
    private boolean countsElsewhere(MessageRecord message, long bucket) {
        return people.find(message.person())
                .map(it -> it.sends().charge())
                .filter(it -> it.bucket() == bucket)
                .isEmpty();
    }

    private static boolean isEarlier(PersonState person, long bucket) {
        Charge charge = person.sends().charge();
        return charge != null && charge.bucket() < bucket;
    }

    private void release(long bucket, PersonId person, Instant now) {
        limits.change(portfolioId, now, it -> new Counter.Step<>(it.released(bucket, person), bucket));
    }

    /** The person before the change; empty if there was nothing to change, or others were faster again and again. */
    private Optional<PersonState> change(MessageRecord message, UnaryOperator<PersonState> change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<PersonState> before = people.find(message.person());
            Optional<PersonState> after = before.map(change);
            if (after.equals(before)) {
                return Optional.empty();
            }
            if (people.update(after.orElseThrow()) instanceof People.Write.Written) {
                return before;
            }
        }
        return Optional.empty();
    }
}

package dev.assent.core.person;

import dev.assent.core.message.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to a person lately, as far as it decides about the next message.
 *
 * @param lastAt when the last message was claimed, by business phone number id
 * @param claims messages that are about to be sent
 * @param charge where the person counts against the messaging limit, or null
 * @param marketingAt when marketing was sent, the newest last; only as many as frequency caps look at
 * @param coolOffUntil until when the provider delivers no marketing to them (131049), or null
 * @param confirmedStopAt the opt-out that was confirmed last, or null
 */
public record Sends(
        Map<String, Instant> lastAt,
        Map<MessageId, Claim> claims,
        @Nullable Charge charge,
        List<Instant> marketingAt,
        @Nullable Instant coolOffUntil,
        @Nullable Instant confirmedStopAt) {

    /** Nothing was sent yet. */
    public static final Sends NONE = new Sends(Map.of(), Map.of(), null, List.of(), null, null);

    private static final int MARKETING_KEPT = 20;
    private static final Duration MARKETING_LOOKED_AT = Duration.ofDays(31);

    /** Copies its collections. */
    public Sends {
        lastAt = Map.copyOf(lastAt);
        claims = Map.copyOf(claims);
        marketingAt = List.copyOf(marketingAt);
    }

    /**
     * What a claim adds.
     *
     * @param settled earlier claims whose messages have an outcome on record; they are dropped
     * @param from the business phone number id
     * @param charge where the person counts from now on, or null to leave that
     * @param marketing whether it is marketing
     * @param confirmsStopAt the opt-out that it confirms, or null
     */
    public record Mark(
            MessageId message,
            Claim claim,
            Set<MessageId> settled,
            String from,
            @Nullable Charge charge,
            boolean marketing,
            @Nullable Instant confirmsStopAt) {

        /** Copies the claims. */
        public Mark {
            settled = Set.copyOf(settled);
        }
    }

    /** Once a message is claimed. */
    public Sends with(Mark mark) {
        Map<MessageId, Claim> live = new HashMap<>(claims);
        live.keySet().removeAll(mark.settled());
        live.put(mark.message(), mark.claim());
        Map<String, Instant> last = new HashMap<>(lastAt);
        last.put(mark.from(), mark.claim().at());
        return new Sends(
                last,
                live,
                mark.charge() == null ? charge : mark.charge(),
                mark.marketing() ? withMarketing(mark.claim().at()) : marketingAt,
                coolOffUntil,
                mark.confirmsStopAt() == null ? confirmedStopAt : mark.confirmsStopAt());
    }

    private List<Instant> withMarketing(Instant at) {
        List<Instant> kept = new ArrayList<>(marketingAt);
        kept.add(at);
        kept.sort(Comparator.naturalOrder());
        kept.removeIf(it -> it.isBefore(at.minus(MARKETING_LOOKED_AT)));
        return kept.subList(Math.max(0, kept.size() - MARKETING_KEPT), kept.size());
    }

    /** As if this message had never been claimed, so that the rules can be asked about it again. */
    public Sends without(MessageId message, String from, Instant claimedAt) {
        Map<MessageId, Claim> others = new HashMap<>(claims);
        others.remove(message);
        Map<String, Instant> last = new HashMap<>(lastAt);
        last.remove(from);
        List<Instant> marketing = new ArrayList<>(marketingAt);
        marketing.remove(claimedAt);
        return new Sends(last, others, charge, marketing, coolOffUntil, null);
    }

    /** Counting in another bucket, whatever becomes of the messages so far. */
    public Sends chargedIn(long bucket) {
        return new Sends(lastAt, claims, new Charge(bucket, null), marketingAt, coolOffUntil, confirmedStopAt);
    }

    /** Counting no more, if it was for this message alone; the same otherwise. */
    public Sends unchargedFor(MessageId message) {
        return charge == null || !message.equals(charge.sole())
                ? this
                : new Sends(lastAt, claims, null, marketingAt, coolOffUntil, confirmedStopAt);
    }

    /** Without marketing until then. */
    public Sends coolingOffUntil(Instant until) {
        return new Sends(lastAt, claims, charge, marketingAt, until, confirmedStopAt);
    }

    /** Without the mark of a message that did not reach the person: it counts for no frequency cap either. */
    public Sends withoutClaim(MessageId message) {
        Map<MessageId, Claim> others = new HashMap<>(claims);
        Claim claim = others.remove(message);
        List<Instant> marketing = new ArrayList<>(marketingAt);
        if (claim != null) {
            marketing.remove(claim.at());
        }
        return new Sends(lastAt, others, charge, marketing, coolOffUntil, confirmedStopAt);
    }

    /** When the last message of this number was claimed. */
    public Optional<Instant> lastFrom(String phoneNumberId) {
        return Optional.ofNullable(lastAt.get(phoneNumberId));
    }
}

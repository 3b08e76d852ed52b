package dev.assent.core.person;

import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.ConsentRecords;
import dev.assent.core.consent.Ledger;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.message.MessageId;
import dev.assent.core.window.CustomerServiceWindow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the gate needs to know about one person, in one item that changes only by "write if nobody wrote since".
 *
 * @param phone how to reach them, if known
 * @param userId how to reach them without a number, if known
 * @param consent what they said about being written to
 * @param windows open or past customer service windows, by business phone number id
 * @param pairFreeAt when the next message may go to them, by business phone number id
 * @param claims messages that are about to be sent to them
 * @param chargedBucket the bucket of the messaging limit in which they are counted, or null
 * @param confirmedStopAt the opt-out that was confirmed to them last, or null
 * @param ledger where their consent ledger ends
 * @param rev how often this was written; 0 before the first time
 */
public record PersonState(
        PersonId id,
        @Nullable PhoneNumber phone,
        @Nullable WhatsAppUserId userId,
        ConsentRecords consent,
        Map<String, CustomerServiceWindow> windows,
        Map<String, Instant> pairFreeAt,
        Map<MessageId, Claim> claims,
        @Nullable Long chargedBucket,
        @Nullable Instant confirmedStopAt,
        Ledger.Head ledger,
        long rev) {

    /** Copies its maps. */
    public PersonState {
        windows = Map.copyOf(windows);
        pairFreeAt = Map.copyOf(pairFreeAt);
        claims = Map.copyOf(claims);
    }

    /** Somebody who is not on record yet. */
    public static PersonState unknown(PersonId id, Contact contact) {
        return new PersonState(
                id,
                contact.phone(),
                contact.userId(),
                ConsentRecords.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                Ledger.Head.EMPTY,
                0);
    }

    /** This person, with whatever the contact adds to how they can be reached. */
    public PersonState knownAs(Contact contact) {
        return new PersonState(
                id,
                phone == null ? contact.phone() : phone,
                userId == null ? contact.userId() : userId,
                consent,
                windows,
                pairFreeAt,
                claims,
                chargedBucket,
                confirmedStopAt,
                ledger,
                rev);
    }

    /** This person after one more consent fact, whose ledger row ends the ledger at {@code head}. */
    public PersonState after(ConsentFact fact, Ledger.Head head, Instant committedAt) {
        return new PersonState(
                id,
                phone,
                userId,
                consent.with(fact, committedAt),
                windows,
                pairFreeAt,
                claims,
                chargedBucket,
                confirmedStopAt,
                head,
                rev);
    }

    /** This person after writing to one of our numbers at {@code messageAt}. */
    public PersonState wroteTo(String phoneNumberId, Instant messageAt) {
        Map<String, CustomerServiceWindow> changed = new HashMap<>(windows);
        changed.merge(phoneNumberId, new CustomerServiceWindow(messageAt), (old, _) -> old.orLater(messageAt));
        return new PersonState(
                id, phone, userId, consent, changed, pairFreeAt, claims, chargedBucket, confirmedStopAt, ledger, rev);
    }

    /**
     * This person once a message to them is claimed.
     *
     * @param settled earlier claims whose messages have an outcome on record; they are dropped
     * @param pairFree when the next message from the same number may follow
     * @param bucket the messaging-limit bucket that counts them from now on, or null to leave it
     * @param confirmedStop the opt-out that this message confirms, or null
     */
    public PersonState claimed(
            MessageId message,
            Claim claim,
            Set<MessageId> settled,
            String phoneNumberId,
            Instant pairFree,
            @Nullable Long bucket,
            @Nullable Instant confirmedStop) {
        Map<MessageId, Claim> live = new HashMap<>(claims);
        live.keySet().removeAll(settled);
        live.put(message, claim);
        Map<String, Instant> pairs = new HashMap<>(pairFreeAt);
        pairs.put(phoneNumberId, pairFree);
        return new PersonState(
                id,
                phone,
                userId,
                consent,
                windows,
                pairs,
                live,
                bucket == null ? chargedBucket : bucket,
                confirmedStop == null ? confirmedStopAt : confirmedStop,
                ledger,
                rev);
    }

    /** This person as if this message had never been claimed, so that the rules can be asked about it again. */
    public PersonState withoutClaim(MessageId message, String phoneNumberId) {
        Map<MessageId, Claim> others = new HashMap<>(claims);
        others.remove(message);
        Map<String, Instant> pairs = new HashMap<>(pairFreeAt);
        pairs.remove(phoneNumberId);
        return new PersonState(id, phone, userId, consent, windows, pairs, others, chargedBucket, null, ledger, rev);
    }

    /** The same content under another revision number. */
    public PersonState atRev(long newRev) {
        return new PersonState(
                id,
                phone,
                userId,
                consent,
                windows,
                pairFreeAt,
                claims,
                chargedBucket,
                confirmedStopAt,
                ledger,
                newRev);
    }

    /** The customer service window with this business number, open or past. */
    public Optional<CustomerServiceWindow> window(String phoneNumberId) {
        return Optional.ofNullable(windows.get(phoneNumberId));
    }
}

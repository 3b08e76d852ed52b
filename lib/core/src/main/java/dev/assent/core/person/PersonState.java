package dev.assent.core.person;

import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.ConsentRecords;
import dev.assent.core.consent.Ledger;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.window.CustomerServiceWindow;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the gate needs to know about one person, in one item that changes only by "write if nobody wrote since".
 *
 * @param phone how to reach them, if known
 * @param userId how to reach them without a number, if known
 * @param consent what they said about being written to
 * @param windows open or past customer service windows, by business phone number id
 * @param sends what was sent to them lately
 * @param circumstances what else may hold a message back
 * @param movedTo who they turned out to be, or null; everything else here is then out of date
 * @param ledger where their consent ledger ends
 * @param rev how often this was written; 0 before the first time
 */
public record PersonState(
        PersonId id,
        @Nullable PhoneNumber phone,
        @Nullable WhatsAppUserId userId,
        ConsentRecords consent,
        Map<String, CustomerServiceWindow> windows,
        Sends sends,
        Circumstances circumstances,
        @Nullable PersonId movedTo,
        Ledger.Head ledger,
        long rev) {

    private static final int OF_AGE = 18;

    /** Copies its map. */
    public PersonState {
        windows = Map.copyOf(windows);
    }

    /** Somebody who is not on record yet. */
    public static PersonState unknown(PersonId id, Contact contact) {
        return new PersonState(
                id,
                contact.phone(),
                contact.userId(),
                ConsentRecords.NONE,
                Map.of(),
                Sends.NONE,
                Circumstances.NONE,
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
                sends,
                circumstances,
                movedTo,
                ledger,
                rev);
    }

    /** This person after one more consent fact, whose ledger row ends the ledger at {@code head}. */
    public PersonState after(ConsentFact fact, Ledger.Head head, Instant committedAt) {
        Circumstances known = fact instanceof ConsentFact.OptIn optIn
                ? optIn.evidence()
                        .field("ageDeclared")
                        .flatMap(PersonState::age)
                        .map(age -> circumstances.minor(age < OF_AGE))
                        .orElse(circumstances)
                : circumstances;
        return new PersonState(
                id, phone, userId, consent.with(fact, committedAt), windows, sends, known, movedTo, head, rev);
    }

    /** This person after writing to one of our numbers at {@code messageAt}. */
    public PersonState wroteTo(String phoneNumberId, Instant messageAt) {
        Map<String, CustomerServiceWindow> changed = new HashMap<>(windows);
        changed.merge(phoneNumberId, new CustomerServiceWindow(messageAt), (old, _) -> old.orLater(messageAt));
        return new PersonState(id, phone, userId, consent, changed, sends, circumstances, movedTo, ledger, rev);
    }

    /** This person without their customer service window: the provider says it is closed (131047). */
    public PersonState withoutWindow(String phoneNumberId) {
        Map<String, CustomerServiceWindow> changed = new HashMap<>(windows);
        changed.remove(phoneNumberId);
        return new PersonState(id, phone, userId, consent, changed, sends, circumstances, movedTo, ledger, rev);
    }

    /** This person after a change in what was sent to them. */
    public PersonState with(Sends changed) {
        return new PersonState(id, phone, userId, consent, windows, changed, circumstances, movedTo, ledger, rev);
    }

    /** This person after a change in their circumstances. */
    public PersonState with(Circumstances changed) {
        return new PersonState(id, phone, userId, consent, windows, sends, changed, movedTo, ledger, rev);
    }

    /** This person once they turned out to be another one on record. */
    public PersonState movedTo(PersonId survivor) {
        return new PersonState(id, phone, userId, consent, windows, sends, circumstances, survivor, ledger, rev);
    }

    /** The same content under another revision number. */
    public PersonState atRev(long newRev) {
        return new PersonState(id, phone, userId, consent, windows, sends, circumstances, movedTo, ledger, newRev);
    }

    /** The customer service window with this business number, open or past. */
    public Optional<CustomerServiceWindow> window(String phoneNumberId) {
        return Optional.ofNullable(windows.get(phoneNumberId));
    }

    /** The country of the person's number, else of their user id; two letters, empty if neither says. */
    public Optional<String> country() {
        return Optional.ofNullable(phone).flatMap(PhoneNumber::country).or(() -> Optional.ofNullable(userId)
                .map(WhatsAppUserId::country));
    }

    private static Optional<Integer> age(String declared) {
        try {
            return Optional.of(Integer.parseInt(declared.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}

package dev.assent.core.person;

import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Ledger;
import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.contact.PersonId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Records what a person did: consent facts with their ledger row, and messages that open a customer service window.
 * Everything is settled by the condition of the write, so calls may repeat, race and arrive in any order.
 */
public final class RecordConsent {

    /** Every lost race means that somebody else won one; this many in a row means that the store is broken. */
    private static final int ATTEMPTS = 200;

    private final People people;
    private final IdentityKey identityKey;
    private final RandomGenerator random;

    /** Records into {@code people}. */
    public RecordConsent(People people, IdentityKey identityKey, RandomGenerator random) {
        this.people = people;
        this.identityKey = identityKey;
        this.random = random;
    }

    /**
     * A message of the person to one of our numbers.
     *
     * @param phoneNumberId our number
     * @param at the message's own time
     */
    public record Wrote(String phoneNumberId, Instant at) {}

    /** What recording led to. */
    public sealed interface Result {

        /**
         * The fact is on record.
         *
         * @param person as it stands now
         * @param firstTime false if the same fact had been recorded before
         */
        record Recorded(PersonState person, boolean firstTime) implements Result {}

        /** Phone number and user id belong to two people on record; an opt-in can't be given for both. */
        record TwoPeople() implements Result {}
    }

    /**
     * Records a consent fact, and with it the message that carried it, in one transaction. An opt-out for a contact that
     * belongs to two people binds both.
     *
     * @throws IllegalStateException if the store refuses again and again
     */
    public Result record(Contact contact, ConsentFact fact, @Nullable Wrote message, Instant now) {
        return write(contact, fact, message, now);
    }

    /**
     * Records that the person wrote to us: opens or prolongs the window; of both people if the contact belongs to two.
     * Returns the person (one of them) as it stands now.
     */
    public PersonState opened(Contact contact, Wrote message, Instant now) {
        return ((Result.Recorded) write(contact, null, message, now)).person();
    }

    private Result write(Contact contact, @Nullable ConsentFact fact, @Nullable Wrote message, Instant now) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<Alias, PersonId> known = people.behind(identityKey.aliasesOf(contact));
            List<PersonId> persons = known.values().stream().distinct().toList();
            if (persons.size() > 1) {
                return writeToEach(persons, fact, message, now);
            }
            Optional<PersonState> found = persons.stream().findFirst().flatMap(people::find);
            PersonState before = found.orElseGet(() -> PersonState.unknown(PersonId.random(random), contact));
            List<Alias> unlinked = new ArrayList<>(identityKey.aliasesOf(contact));
            unlinked.removeAll(known.keySet());
            Optional<Result> result = tryToWrite(before.knownAs(contact), unlinked, fact, message, now);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new IllegalStateException("Lost " + ATTEMPTS + " races in a row for one person");
    }

    // Neither learns the other's number or id: until they are merged, a message to one must not reach the other.
    private Result writeToEach(
            List<PersonId> persons, @Nullable ConsentFact fact, @Nullable Wrote message, Instant now) {
        if (fact instanceof ConsentFact.OptIn) {
            return new Result.TwoPeople();
        }
        Result last = new Result.TwoPeople();
        for (PersonId person : persons) {
            last = write(person, fact, message, now);
        }
        return last;
    }

    private Result write(PersonId person, @Nullable ConsentFact fact, @Nullable Wrote message, Instant now) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            PersonState before = people.find(person).orElseThrow();
            Optional<Result> result = tryToWrite(before, List.of(), fact, message, now);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new IllegalStateException("Lost " + ATTEMPTS + " races in a row for one person");
    }

    private Optional<Result> tryToWrite(
            PersonState before,
            List<Alias> unlinked,
            @Nullable ConsentFact fact,
            @Nullable Wrote message,
            Instant now) {
        PersonState after = message == null ? before : before.wroteTo(message.phoneNumberId(), message.at());
        LedgerRow row = null;
        if (fact != null) {
            row = Ledger.next(before.ledger(), fact, now, random);
            after = after.after(fact, Ledger.headAfter(row), now);
        } else if (before.rev() > 0 && after.equals(before) && unlinked.isEmpty()) {
            return Optional.of(new Result.Recorded(before, false));
        }
        boolean stateAlone = row == null && unlinked.isEmpty();
        People.Write write = stateAlone ? people.update(after) : people.record(new People.Change(after, row, unlinked));
        return switch (write) {
            case People.Write.Written(var state) -> Optional.of(new Result.Recorded(state, true));
            case People.Write.AlreadyRecorded _ -> Optional.of(new Result.Recorded(before, false));
            case People.Write.LostRace _ -> Optional.empty();
        };
    }
}

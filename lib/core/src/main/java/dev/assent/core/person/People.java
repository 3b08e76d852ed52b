package dev.assent.core.person;

import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people on record and their consent ledgers. */
public interface People {

    /** Who stands behind these aliases; aliases that nobody has are left out. */
    Map<Alias, PersonId> behind(Collection<Alias> aliases);

    /** One person, read consistently. */
    Optional<PersonState> find(PersonId id);

    /** These people as they stand, read consistently; those who are not on record are left out. */
    Map<PersonId, PersonState> findAll(Collection<PersonId> ids);

    /** Writes a person's state alone, on condition that nobody wrote since it was read. */
    Write.OfState update(PersonState after);

    /** Writes a state together with the fact that causes it and the aliases that lead to it: all of it or nothing. */
    Write record(Change change);

    /** A person's whole ledger, in order. */
    List<LedgerRow> ledger(PersonId id);

    /**
     * A change of one person.
     *
     * @param after the state to write, still carrying the revision that was read; 0 if the person is new
     * @param row the ledger row of the fact that causes it, or null if none does
     * @param newAliases aliases that lead to this person from now on
     */
    record Change(PersonState after, @Nullable LedgerRow row, List<Alias> newAliases) {

        /** Copies the aliases. */
        public Change {
            newAliases = List.copyOf(newAliases);
        }
    }

    /** What became of a change. */
    sealed interface Write {

        /** What can become of a state that is written alone. */
        sealed interface OfState extends Write {}

        /**
         * It stands.
         *
         * @param state as written, with its new revision
         */
        record Written(PersonState state) implements OfState {}

        /**
         * Somebody else wrote first; nothing was changed.
         *
         * @param current what stands instead, where the store could tell
         */
        record LostRace(Optional<PersonState> current) implements OfState {}

        /** The ledger has this fact already; nothing was changed. */
        record AlreadyRecorded() implements Write {}
    }
}

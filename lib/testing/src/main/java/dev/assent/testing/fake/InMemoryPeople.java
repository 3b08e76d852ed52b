package dev.assent.testing.fake;

import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** People in a map; every write is one transaction, as in the table. */
public final class InMemoryPeople implements People {

    private final Map<Alias, PersonId> aliases = new HashMap<>();
    private final Map<PersonId, PersonState> states = new HashMap<>();
    private final Map<PersonId, List<LedgerRow>> ledgers = new HashMap<>();
    private final Set<String> facts = new HashSet<>();

    @Override
    public synchronized Map<Alias, PersonId> behind(Collection<Alias> wanted) {
        Map<Alias, PersonId> found = new HashMap<>();
        for (Alias alias : wanted) {
            PersonId person = aliases.get(alias);
            if (person != null) {
                found.put(alias, person);
            }
        }
        return found;
    }

    @Override
    public synchronized Optional<PersonState> find(PersonId id) {
        return Optional.ofNullable(states.get(id));
    }

    @Override
    public synchronized Map<PersonId, PersonState> findAll(Collection<PersonId> ids) {
        Map<PersonId, PersonState> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(state -> found.put(id, state)));
        return found;
    }

    @Override
    public synchronized Write.OfState update(PersonState after) {
        PersonState current = states.get(after.id());
        if (after.rev() != (current == null ? 0 : current.rev())) {
            return new Write.LostRace(Optional.ofNullable(current));
        }
        PersonState written = after.atRev(after.rev() + 1);
        states.put(after.id(), written);
        return new Write.Written(written);
    }

    @Override
    public synchronized Write record(Change change) {
        PersonState after = change.after();
        if (change.row() != null
                && facts.contains(after.id().value() + change.row().factId())) {
            return new Write.AlreadyRecorded();
        }
        if (change.newAliases().stream().anyMatch(aliases::containsKey)) {
            return new Write.LostRace(Optional.ofNullable(states.get(after.id())));
        }
        if (!(update(after) instanceof Write.Written written)) {
            return new Write.LostRace(Optional.ofNullable(states.get(after.id())));
        }
        change.newAliases().forEach(alias -> aliases.put(alias, after.id()));
        if (change.row() != null) {
            facts.add(after.id().value() + change.row().factId());
            ledgers.computeIfAbsent(after.id(), _ -> new ArrayList<>()).add(change.row());
        }
        return written;
    }

    @Override
    public synchronized List<LedgerRow> ledger(PersonId id) {
        return List.copyOf(ledgers.getOrDefault(id, List.of()));
    }
}

package dev.assent.testing.simulation;

import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** People whose claims are watched as they commit. */
record JudgedPeople(People real, BiConsumer<MessageId, PersonId> claimed) implements People {

    @Override
    public Map<Alias, PersonId> behind(Collection<Alias> aliases) {
        return real.behind(aliases);
    }

    @Override
    public Optional<PersonState> find(PersonId id) {
        return real.find(id);
    }

    @Override
    public Map<PersonId, PersonState> findAll(Collection<PersonId> ids) {
        return real.findAll(ids);
    }

    @Override
    public Write.OfState update(PersonState after) {
        Optional<PersonState> before = real.find(after.id());
        Write.OfState write = real.update(after);
        if (write instanceof Write.Written) {
            after.sends().claims().forEach((message, claim) -> {
                if (before.filter(it -> claim.equals(it.sends().claims().get(message)))
                        .isEmpty()) {
                    claimed.accept(message, after.id());
                }
            });
        }
        return write;
    }

    @Override
    public Write record(Change change) {
        return real.record(change);
    }

    @Override
    public List<LedgerRow> ledger(PersonId id) {
        return real.ledger(id);
    }
}

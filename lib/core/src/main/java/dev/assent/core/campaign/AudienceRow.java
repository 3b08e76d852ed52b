package dev.assent.core.campaign;

import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted row of an audience. It carries no phone number: a person id, or for strangers the keyed hash under which
 * they would be found.
 *
 * @param row counted from 1 over the whole campaign
 * @param person if on record when the list was uploaded
 * @param aliases under which to look again, for strangers
 * @param parameters of the template's body, filled in
 * @param duplicate whether an earlier row means the same person, as far as was known when the list was uploaded
 */
public record AudienceRow(
        int row, @Nullable PersonId person, List<Alias> aliases, List<String> parameters, boolean duplicate) {

    /** Copies its lists. */
    public AudienceRow {
        aliases = List.copyOf(aliases);
        parameters = List.copyOf(parameters);
    }

    /** A row whose person nobody meant before. */
    public AudienceRow(int row, @Nullable PersonId person, List<Alias> aliases, List<String> parameters) {
        this(row, person, aliases, parameters, false);
    }

    /** What tells its person from others: the person id, or the alias of a stranger. */
    public String key() {
        return person == null ? aliases.getFirst().value() : person.value();
    }

    AudienceRow duplicate(boolean is) {
        return new AudienceRow(row, person, aliases, parameters, is);
    }

    AudienceRow numbered(int number) {
        return new AudienceRow(number, person, aliases, parameters, duplicate);
    }
}

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
 */
public record AudienceRow(int row, @Nullable PersonId person, List<Alias> aliases, List<String> parameters) {

    /** Copies its lists. */
    public AudienceRow {
        aliases = List.copyOf(aliases);
        parameters = List.copyOf(parameters);
    }
}

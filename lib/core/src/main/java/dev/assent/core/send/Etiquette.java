package dev.assent.core.send;

import dev.assent.core.country.CountryRules;
import dev.assent.core.country.QuietHours;
import dev.assent.core.person.PersonState;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When and how often the business lets itself write, beyond what the platform wants.
 *
 * @param countries what differs from country to country
 * @param quietHours where a country has none of its own; null for none
 * @param zone where nothing says in which time zone a person is
 * @param caps all of them hold
 */
public record Etiquette(
        CountryRules.Atlas countries, @Nullable QuietHours quietHours, ZoneId zone, List<FrequencyCap> caps) {

    /** No bounds. */
    public static final Etiquette NONE = new Etiquette(CountryRules.Atlas.EMPTY, null, ZoneId.of("UTC"), List.of());

    /** Copies the caps. */
    public Etiquette {
        caps = List.copyOf(caps);
    }

    CountryRules countryOf(PersonState person) {
        return person.country().map(countries::of).orElse(CountryRules.DEFAULT);
    }

    Optional<QuietHours> quietHoursOf(PersonState person) {
        return Optional.ofNullable(countryOf(person).quietHours()).or(() -> Optional.ofNullable(quietHours));
    }

    /** The zones in which a person may be: the stored one, else all of their number's country, else the business's. */
    List<ZoneId> zonesOf(PersonState person) {
        ZoneId stored = person.circumstances().zone();
        List<ZoneId> country = countryOf(person).zones();
        return stored != null ? List.of(stored) : country.isEmpty() ? List.of(zone) : country;
    }
}

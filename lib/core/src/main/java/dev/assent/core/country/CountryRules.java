package dev.assent.core.country;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for people in one country (B11), as {@code config/countries/XX.yaml} says it.
 *
 * @param blocked whether nothing can be sent there
 * @param marketing whether marketing may be sent there
 * @param quietHours when marketing waits, or null
 * @param zones the country's time zones, the one with most people first
 */
public record CountryRules(
        boolean blocked, boolean marketing, @Nullable QuietHours quietHours, List<ZoneId> zones) {

    /** Where nothing special is known. */
    public static final CountryRules DEFAULT = new CountryRules(false, true, null, List.of());

    /** Copies the zones. */
    public CountryRules {
        zones = List.copyOf(zones);
    }

    /** The rules of several countries, by their two letters. */
    public record Atlas(Map<String, CountryRules> byCountry) {

        /** No country is special. */
        public static final Atlas EMPTY = new Atlas(Map.of());

        /** Copies the map. */
        public Atlas {
            byCountry = Map.copyOf(byCountry);
        }

        /** The rules of a country. */
        public CountryRules of(String country) {
            return byCountry.getOrDefault(country, DEFAULT);
        }
    }
}

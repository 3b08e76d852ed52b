package dev.assent.core.country;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Hours of the night, and whole days, in which people are left alone (F4).
 *
 * @param from when the quiet begins, local time
 * @param to when it ends; earlier than {@code from} if that is on the next day; the same for no nightly quiet
 * @param days days that are quiet from midnight to midnight
 */
public record QuietHours(LocalTime from, LocalTime to, Set<LocalDate> days) {

    private static final int DAYS_AHEAD = 4;

    /** Copies the days. */
    public QuietHours {
        days = Set.copyOf(days);
    }

    /** Whether it is quiet at this moment in this zone. */
    public boolean isQuiet(Instant moment, ZoneId zone) {
        ZonedDateTime local = moment.atZone(zone);
        if (days.contains(local.toLocalDate())) {
            return true;
        }
        LocalTime time = local.toLocalTime();
        return from.isAfter(to) ? !time.isBefore(from) || time.isBefore(to) : !time.isBefore(from) && time.isBefore(to);
    }

    /**
     * When nobody sleeps any more in any of the zones in which a person may be: {@code now} if that is now. Where there is
     * no such moment in the next days (zones too far apart), the first zone alone counts, so that nobody waits for ever.
     */
    public Instant over(Instant now, List<ZoneId> zones) {
        return firstWithoutQuiet(now, zones)
                .or(() -> firstWithoutQuiet(now, zones.subList(0, Math.min(1, zones.size()))))
                .orElse(now.plus(Duration.ofDays(1)));
    }

    private java.util.Optional<Instant> firstWithoutQuiet(Instant now, List<ZoneId> zones) {
        Stream<Instant> ends = zones.stream().flatMap(zone -> LongStream.rangeClosed(0, DAYS_AHEAD)
                .mapToObj(day -> now.atZone(zone).toLocalDate().plusDays(day))
                .flatMap(date -> Stream.of(date.atTime(to), date.atStartOfDay())
                        .map(it -> it.atZone(zone).toInstant())));
        return Stream.concat(Stream.of(now), ends)
                .filter(it -> !it.isBefore(now))
                .sorted()
                .filter(it -> zones.stream().noneMatch(zone -> isQuiet(it, zone)))
                .findFirst();
    }
}

package dev.assent.core.send;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * At most so much marketing to one person in any moving period (F4).
 *
 * @param most at least 1, at most 20
 * @param per at most 31 days
 */
public record FrequencyCap(int most, Duration per) {

    /** Checks the bounds. */
    public FrequencyCap {
        if (most < 1 || most > 20 || per.compareTo(Duration.ofDays(31)) > 0 || !per.isPositive()) {
            throw new IllegalArgumentException("frequencyCaps: most is 1 to 20, per is at most P31D");
        }
    }

    /** When the next may follow, if not now. */
    Optional<Instant> holdsUntil(List<Instant> sent, Instant now) {
        return sent.size() < most
                ? Optional.empty()
                : Optional.of(sent.get(sent.size() - most).plus(per)).filter(it -> it.isAfter(now));
    }
}

package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Places that a dead worker held: those of people it claimed stay, the others come back. */
public final class AbandonedPlaces {

    private final Counter<MessagingLimit> limits;
    private final People people;
    private final String portfolioId;

    /** Places of this portfolio. */
    public AbandonedPlaces(Counter<MessagingLimit> limits, People people, String portfolioId) {
        this.limits = limits;
        this.people = people;
        this.portfolioId = portfolioId;
    }

    /** Settles every hold whose worker must be dead. */
    public void reclaim(Instant now) {
        Map<String, MessagingLimit.Hold> abandoned =
                limits.read(portfolioId, now, Duration.ZERO).abandonedAt(now);
        abandoned.forEach((token, hold) -> {
            Set<PersonId> counted = people.findAll(hold.people()).values().stream()
                    .filter(it -> countsIn(it, hold.bucket()))
                    .map(PersonState::id)
                    .collect(Collectors.toSet());
            limits.change(portfolioId, now, it -> new Counter.Step<>(it.settled(token, counted), token));
        });
    }

    private static boolean countsIn(PersonState person, long bucket) {
        var charge = person.sends().charge();
        return charge != null && charge.bucket() == bucket;
    }
}

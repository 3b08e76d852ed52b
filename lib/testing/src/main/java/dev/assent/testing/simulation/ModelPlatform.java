package dev.assent.testing.simulation;

import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The platform as it judges: a strict model that shares no rule with the core. It knows people by what reaches their
 * phone, in true time, and writes down every rule that is broken.
 */
final class ModelPlatform {

    private static final Duration DAY = Duration.ofHours(24);

    /** What the webhook of a lower limit takes to arrive, at most. */
    private static final Duration LOWER_LIMIT_IS_KNOWN_AFTER = Duration.ofMinutes(4);

    /** S1: a request that leaves so soon after the opt-out's commit was claimed before it. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final List<String> violations = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Instant> lastCounted = new HashMap<>();
    private final TreeMap<Instant, Set<String>> byTime = new TreeMap<>();
    private final Map<String, Instant> windowUntil = new HashMap<>();
    private final Map<PersonId, Instant> stoppedAt = new HashMap<>();
    private final Map<MessageId, Integer> copies = new HashMap<>();
    private long limit;
    private Instant loweredAt = Instant.MIN;
    private double occupied;
    private long samples;

    /** A message that reached the platform and was accepted. */
    record Arrival(Instant at, OutboundMessage message) {}

    ModelPlatform(long limit) {
        this.limit = limit;
    }

    /** A person wrote: the platform's own window. */
    void wrote(String human, Instant at) {
        windowUntil.merge(human, at.plus(DAY), ModelPlatform::later);
    }

    /** An opt-out is in force for this person on record. */
    void stopped(PersonId person, Instant committedAt) {
        stoppedAt.merge(person, committedAt, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** A claim for this message commits: none may after an opt-out. */
    void claimed(OutboundMessage message, PersonId person, Instant at) {
        if (message.isMarketing() && stoppedAt.containsKey(person)) {
            violations.add("a claim after an opt-out at " + at);
        }
    }

    void limitIs(long newLimit, Instant at) {
        if (newLimit < limit) {
            loweredAt = at;
        }
        limit = newLimit;
    }

    long limit() {
        return limit;
    }

    /**
     * A request arrived and is accepted.
     *
     * @param human whose phone it is
     * @param leftAt when the request left
     */
    void accept(OutboundMessage message, String human, Instant leftAt, Instant at) {
        arrivals.add(new Arrival(at, message));
        boolean template = message.content() instanceof MessageContent.Template;
        boolean windowIsOpen = windowUntil.getOrDefault(human, Instant.MIN).isAfter(at);
        if (!template && !windowIsOpen) {
            violations.add("a free-form message outside the window at " + at);
        }
        Instant stop = stoppedAt.get(message.to());
        if (message.isMarketing() && stop != null && leftAt.isAfter(stop.plus(ON_ITS_WAY))) {
            violations.add("marketing after an opt-out at " + at);
        }
        int copy = copies.merge(message.id(), 1, Integer::sum);
        if (copy > 1 && message.isMarketing()) {
            violations.add("marketing twice at " + at);
        }
        if (copy > 2) {
            violations.add("a third copy at " + at);
        }
        if (template && !windowIsOpen) {
            count(human, at);
        }
    }

    private void count(String human, Instant at) {
        expire(at);
        Instant before = lastCounted.put(human, at);
        if (before != null) {
            byTime.computeIfPresent(before, (_, there) -> {
                there.remove(human);
                return there;
            });
        }
        byTime.computeIfAbsent(at, _ -> new HashSet<>()).add(human);
        boolean lagging = at.isBefore(loweredAt.plus(LOWER_LIMIT_IS_KNOWN_AFTER));
        if (before == null && lastCounted.size() > limit && !lagging) {
            violations.add("over the messaging limit: " + lastCounted.size() + " of " + limit + " at " + at);
        }
    }

    private void expire(Instant at) {
        while (!byTime.isEmpty() && !byTime.firstKey().isAfter(at.minus(DAY))) {
            byTime.pollFirstEntry().getValue().forEach(lastCounted::remove);
        }
    }

    /** Notes how full the limit is. */
    void sample(Instant at) {
        expire(at);
        occupied += (double) lastCounted.size() / limit;
        samples++;
    }

    /** Forgets how full it was so far. */
    void sampleFromHere() {
        occupied = 0;
        samples = 0;
    }

    double averageOccupancy() {
        return samples == 0 ? 0 : occupied / samples;
    }

    long counted(Instant at) {
        expire(at);
        return lastCounted.size();
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    List<String> violations() {
        return violations;
    }

    void violated(String what) {
        violations.add(what);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

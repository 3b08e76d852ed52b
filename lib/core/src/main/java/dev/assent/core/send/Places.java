package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.Buckets;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The places of the messaging limit that one worker holds for the people it is about to write to. One thread reserves;
 * many use. Nothing is locked while the counter is asked.
 */
final class Places {

    /** Later than this a place is not used: its bucket would end too soon. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private final Counter<MessagingLimit> limits;
    private final String portfolioId;
    private final String worker;
    private final Map<PersonId, Held> held = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final List<Freed> freed = new ArrayList<>();
    private int nextHold;
    private Instant exhaustedUntil = Instant.MIN;

    private record Freed(long bucket, PersonId person) {}

    /** Two messages to one person share a place; it comes back once neither needs it, unless one of them used it. */
    private record Held(String token, long bucket, Instant at, Set<MessageId> users) {}

    private record Open(Set<PersonId> waiting, Set<PersonId> used) {}

    private record Taken(MessagingLimit.Hold hold, Instant nextFreeAt) {}

    Places(Counter<MessagingLimit> limits, String portfolioId, String worker) {
        this.limits = limits;
        this.portfolioId = portfolioId;
        this.worker = worker;
    }

    /**
     * Tries to hold a place for whomever each of these messages is for; gives back, in the same write, what is no longer
     * needed.
     */
    void reserve(Collection<OutboundMessage> messages, Instant now) {
        List<PersonId> missing = missing(messages);
        while (!missing.isEmpty()) {
            List<PersonId> wanted = missing;
            String token = worker + "." + nextHold++;
            Map<String, Set<PersonId>> done = takeDone();
            List<Freed> released = takeFreed();
            Taken taken = limits.change(portfolioId, now, limit -> {
                MessagingLimit tidy = tidied(limit, done, released);
                MessagingLimit after = tidy.hold(token, wanted, now);
                var hold = after.holds().getOrDefault(token, new MessagingLimit.Hold(0, Set.of(), now));
                return new Counter.Step<>(after, new Taken(hold, after.nextFreeAt(now)));
            });
            if (taken.hold().people().isEmpty()) {
                exhausted(taken.nextFreeAt());
                return;
            }
            took(token, taken.hold(), now);
            missing = missing(messages);
        }
    }

    private synchronized List<PersonId> missing(Collection<OutboundMessage> messages) {
        messages.forEach(it -> {
            Held place = held.get(it.to());
            if (place != null) {
                place.users().add(it.id());
            }
        });
        return messages.stream()
                .map(OutboundMessage::to)
                .distinct()
                .filter(it -> !held.containsKey(it))
                .toList();
    }

    private synchronized void took(String token, MessagingLimit.Hold hold, Instant now) {
        open.put(token, new Open(new HashSet<>(hold.people()), new HashSet<>()));
        hold.people().forEach(person -> held.put(person, new Held(token, hold.bucket(), now, new HashSet<>())));
    }

    private synchronized void exhausted(Instant until) {
        exhaustedUntil = until;
    }

    private synchronized Map<String, Set<PersonId>> takeDone() {
        Map<String, Set<PersonId>> done = new HashMap<>();
        open.forEach((token, it) -> {
            if (it.waiting().isEmpty()) {
                done.put(token, Set.copyOf(it.used()));
            }
        });
        open.keySet().removeAll(done.keySet());
        return done;
    }

    private synchronized List<Freed> takeFreed() {
        List<Freed> taken = List.copyOf(freed);
        freed.clear();
        return taken;
    }

    private static MessagingLimit tidied(MessagingLimit limit, Map<String, Set<PersonId>> done, List<Freed> released) {
        MessagingLimit tidy = limit;
        for (var hold : done.entrySet()) {
            tidy = tidy.settled(hold.getKey(), hold.getValue());
        }
        for (Freed place : released) {
            tidy = tidy.released(place.bucket(), place.person());
        }
        return tidy;
    }

    /** The place held for a message's person, as the rules see it. */
    synchronized Headroom of(OutboundMessage message, Instant now) {
        Held place = held.get(message.to());
        if (place != null && place.at().plus(GOOD_FOR).isAfter(now)) {
            return new Headroom.Place(place.bucket());
        }
        return new Headroom.Exhausted(exhaustedUntil.isAfter(now) ? exhaustedUntil : now.plusSeconds(1));
    }

    /** The person was claimed for this message, or will not be: the place is used up, or comes back. */
    synchronized void done(OutboundMessage message, boolean used) {
        Held place = held.get(message.to());
        if (place == null) {
            return;
        }
        place.users().remove(message.id());
        Open hold = open.get(place.token());
        if (hold != null && used) {
            hold.used().add(message.to());
        }
        if (place.users().isEmpty()) {
            held.remove(message.to());
            if (hold != null) {
                hold.waiting().remove(message.to());
            }
        }
    }

    /** A person no longer counts in this bucket. */
    synchronized void free(long bucket, PersonId person) {
        if (!isHeldAgain(bucket, person)) {
            freed.add(new Freed(bucket, person));
        }
    }

    // The place that one message gave up, and another one to the same person still holds.
    private boolean isHeldAgain(long bucket, PersonId person) {
        Held place = held.get(person);
        Open hold = place == null || place.bucket() != bucket ? null : open.get(place.token());
        return hold != null && hold.used().remove(person);
    }

    /** Gives back whatever is held or was freed. */
    void close(Instant now) {
        giveUpWaiting();
        Map<String, Set<PersonId>> done = takeDone();
        List<Freed> released = takeFreed();
        if (!done.isEmpty() || !released.isEmpty()) {
            limits.change(
                    portfolioId, now, limit -> new Counter.Step<>(tidied(limit, done, released), Buckets.at(now)));
        }
    }

    private synchronized void giveUpWaiting() {
        held.clear();
        open.values().forEach(it -> it.waiting().clear());
    }
}

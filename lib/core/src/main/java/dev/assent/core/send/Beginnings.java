package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.pacing.PacingProfile;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The conversations that one worker may begin for its number under the pacing profile, each with one person. */
final class Beginnings {

    private final Counter<Conversations> conversations;
    private final PacingProfile profile;
    private final String number;
    private final Map<PersonId, Instant> held = new HashMap<>();
    private final Queue<Instant> unused = new ArrayDeque<>();
    private Instant exhaustedUntil = Instant.MIN;

    private record Taken(int count, Instant nextFreeAt) {}

    Beginnings(Counter<Conversations> conversations, PacingProfile profile, String number) {
        this.conversations = conversations;
        this.profile = profile;
        this.number = number;
    }

    /** Tries to hold one for each of these people. */
    void reserve(Collection<PersonId> people, Instant now) {
        if (!profile.countsConversations()) {
            return;
        }
        List<PersonId> missing = missing(people);
        if (missing.isEmpty()) {
            return;
        }
        Taken taken = conversations.change(number, now, value -> {
            int count = (int) Math.min(missing.size(), value.room(profile, now));
            Conversations after = count == 0 ? value : value.begin(count, now);
            return new Counter.Step<>(after, new Taken(count, after.nextFreeAt(profile, now)));
        });
        took(missing.subList(0, taken.count()), taken.nextFreeAt(), now);
    }

    private synchronized List<PersonId> missing(Collection<PersonId> people) {
        return people.stream().distinct().filter(it -> !held.containsKey(it)).toList();
    }

    private synchronized void took(List<PersonId> people, Instant nextFreeAt, Instant now) {
        people.forEach(it -> held.put(it, now));
        exhaustedUntil = nextFreeAt;
    }

    /** Whether a conversation with this person may begin. */
    synchronized Headroom of(PersonId person, Instant now) {
        if (!profile.countsConversations() || held.containsKey(person)) {
            return Headroom.ROOM;
        }
        return new Headroom.Exhausted(exhaustedUntil.isAfter(now) ? exhaustedUntil : now.plusSeconds(1));
    }

    /** It began, or will not. */
    synchronized void done(PersonId person, boolean begun) {
        Instant since = held.remove(person);
        if (since != null && !begun) {
            unused.add(since);
        }
    }

    /** Gives back what did not begin. */
    void close(Instant now) {
        for (Instant since : takeUnused()) {
            conversations.change(number, now, value -> new Counter.Step<>(value.undone(1, since), since));
        }
    }

    private synchronized List<Instant> takeUnused() {
        unused.addAll(held.values());
        held.clear();
        List<Instant> taken = List.copyOf(unused);
        unused.clear();
        return taken;
    }
}

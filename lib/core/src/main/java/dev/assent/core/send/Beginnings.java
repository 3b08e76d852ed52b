package dev.assent.core.send;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.pacing.PacingProfile;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** The conversations that one worker may begin for its number under the pacing profile, each with one person. */
final class Beginnings {

    private final Counter<Conversations> conversations;
    private final PacingProfile profile;
    private final String number;
    private final Map<PersonId, Held> held = new HashMap<>();
    private final Queue<Instant> unused = new ArrayDeque<>();
    private Instant exhaustedUntil = Instant.MIN;

    /** Several messages to one person begin one conversation. */
    private static final class Held {
        private final Instant since;
        private final Set<MessageId> users = new HashSet<>();
        private boolean begun;

        private Held(Instant since) {
            this.since = since;
        }
    }

    private record Taken(int count, Instant nextFreeAt) {}

    Beginnings(Counter<Conversations> conversations, PacingProfile profile, String number) {
        this.conversations = conversations;
        this.profile = profile;
        this.number = number;
    }

    /** Tries to hold one for whomever each of these messages is for. */
    void reserve(Collection<OutboundMessage> messages, Instant now) {
        if (!profile.countsConversations()) {
            return;
        }
        List<PersonId> missing = missing(messages);
        if (missing.isEmpty()) {
            return;
        }
        Taken taken = conversations.change(number, now, value -> {
            int count = (int) Math.min(missing.size(), value.room(profile, now));
            Conversations after = count == 0 ? value : value.begin(count, now);
            return new Counter.Step<>(after, new Taken(count, after.nextFreeAt(profile, now)));
        });
        took(missing.subList(0, taken.count()), taken.nextFreeAt(), now);
        noteUsers(messages);
    }

    private synchronized List<PersonId> missing(Collection<OutboundMessage> messages) {
        noteUsers(messages);
        return messages.stream()
                .map(OutboundMessage::to)
                .distinct()
                .filter(it -> !held.containsKey(it))
                .toList();
    }

    private synchronized void noteUsers(Collection<OutboundMessage> messages) {
        messages.forEach(it -> {
            Held beginning = held.get(it.to());
            if (beginning != null) {
                beginning.users.add(it.id());
            }
        });
    }

    private synchronized void took(List<PersonId> people, Instant nextFreeAt, Instant now) {
        people.forEach(it -> held.put(it, new Held(now)));
        exhaustedUntil = nextFreeAt;
    }

    /** Whether a conversation with this message's person may begin. */
    synchronized Headroom of(OutboundMessage message, Instant now) {
        if (!profile.countsConversations() || held.containsKey(message.to())) {
            return Headroom.ROOM;
        }
        return new Headroom.Exhausted(exhaustedUntil.isAfter(now) ? exhaustedUntil : now.plusSeconds(1));
    }

    /** It began, or will not. */
    synchronized void done(OutboundMessage message, boolean begun) {
        Held beginning = held.get(message.to());
        if (beginning == null) {
            return;
        }
        beginning.begun |= begun;
        beginning.users.remove(message.id());
        if (beginning.users.isEmpty()) {
            held.remove(message.to());
            giveBack(beginning);
        }
    }

    private void giveBack(Held beginning) {
        if (!beginning.begun) {
            unused.add(beginning.since);
        }
    }

    /** Gives back what did not begin. */
    void close(Instant now) {
        for (Instant since : takeUnused()) {
            conversations.change(number, now, value -> new Counter.Step<>(value.undone(1, since), since));
        }
    }

    private synchronized List<Instant> takeUnused() {
        held.values().forEach(this::giveBack);
        held.clear();
        List<Instant> taken = List.copyOf(unused);
        unused.clear();
        return taken;
    }
}

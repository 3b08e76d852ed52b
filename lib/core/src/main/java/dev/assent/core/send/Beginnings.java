package dev.assent.core.send;

import dev.assent.core.counter.Counter;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.pacing.PacingProfile;
import java.time.Instant;

/** The conversations that one worker may begin for its number under the pacing profile. */
final class Beginnings {

    private final Counter<Conversations> conversations;
    private final PacingProfile profile;
    private final String number;
    private int held;
    private Instant heldSince = Instant.EPOCH;
    private Instant exhaustedUntil = Instant.MIN;

    private record Taken(int count, Instant nextFreeAt) {}

    Beginnings(Counter<Conversations> conversations, PacingProfile profile, String number) {
        this.conversations = conversations;
        this.profile = profile;
        this.number = number;
    }

    /** Tries to hold so many. */
    void reserve(int wanted, Instant now) {
        int missing = wanted - held();
        if (!profile.countsConversations() || missing <= 0) {
            return;
        }
        Taken taken = conversations.change(number, now, value -> {
            int count = (int) Math.min(missing, value.room(profile, now));
            return new Counter.Step<>(
                    count == 0 ? value : value.begin(count, now), new Taken(count, value.nextFreeAt(profile, now)));
        });
        took(taken, now);
    }

    private synchronized int held() {
        return held;
    }

    private synchronized void took(Taken taken, Instant now) {
        held += taken.count();
        heldSince = now;
        if (taken.count() == 0) {
            exhaustedUntil = taken.nextFreeAt();
        }
    }

    /** Whether one more may begin. */
    synchronized Headroom room(Instant now) {
        if (!profile.countsConversations() || held > 0) {
            return Headroom.ROOM;
        }
        return new Headroom.Exhausted(exhaustedUntil.isAfter(now) ? exhaustedUntil : now.plusSeconds(1));
    }

    /** One began. */
    synchronized void begun() {
        held = Math.max(0, held - 1);
    }

    /** Gives back what did not begin. */
    void close(Instant now) {
        int left = held();
        if (left > 0) {
            Instant since = heldSince;
            conversations.change(number, now, value -> new Counter.Step<>(value.undone(left, since), left));
        }
    }
}

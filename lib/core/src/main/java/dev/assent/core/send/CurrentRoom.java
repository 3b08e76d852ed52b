package dev.assent.core.send;

import dev.assent.core.pacing.PacingProfile;
import java.time.Duration;
import java.time.Instant;

/** Whether limits have room now, without taking any of it. */
public final class CurrentRoom {

    private final Tools.Counters counters;
    private final String portfolioId;

    /** The room that these counters leave to this portfolio. */
    public CurrentRoom(Tools.Counters counters, String portfolioId) {
        this.counters = counters;
        this.portfolioId = portfolioId;
    }

    /** Of the messaging limit, as it stood this long ago at most. */
    public Headroom limit(Instant now, Duration atMostOld) {
        return until(counters.limit().read(portfolioId, now, atMostOld).nextFreeAt(now), now);
    }

    /** For one more conversation of this number. */
    public Headroom pacing(String number, PacingProfile profile, Instant now, Duration atMostOld) {
        return profile.countsConversations()
                ? until(counters.conversations().read(number, now, atMostOld).nextFreeAt(profile, now), now)
                : Headroom.ROOM;
    }

    private static Headroom until(Instant nextFreeAt, Instant now) {
        return nextFreeAt.isAfter(now) ? new Headroom.Exhausted(nextFreeAt) : Headroom.ROOM;
    }
}

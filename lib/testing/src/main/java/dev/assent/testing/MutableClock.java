package dev.assent.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when a test says so. Safe for many threads. */
public final class MutableClock implements InstantSource {

    private Instant now;

    private MutableClock(Instant start) {
        this.now = start;
    }

    /** A clock that stands at this moment. */
    public static MutableClock startingAt(String instant) {
        return new MutableClock(Instant.parse(instant));
    }

    /** Moves it on. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    /** Moves it to this moment if that lies ahead. */
    public synchronized void advanceTo(Instant moment) {
        now = moment.isAfter(now) ? moment : now;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }
}

package dev.assent.core.send;

import java.time.Instant;

/** Waiting, as a port: real in a function, virtual in a simulation. */
@FunctionalInterface
public interface Pace {

    /**
     * Returns at {@code moment}, at once if it has passed.
     *
     * @throws InterruptedException if the thread is asked to stop
     */
    void until(Instant moment) throws InterruptedException;
}

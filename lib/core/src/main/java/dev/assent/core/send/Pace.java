package dev.assent.core.send;

import java.time.Instant;

/** Time, waiting and working side by side, as a port: real in a function, virtual in a simulation. */
public interface Pace {

    /** What time it is. */
    Instant now();

    /**
     * Returns at {@code moment}, at once if it has passed.
     *
     * @throws InterruptedException if the thread is asked to stop
     */
    void until(Instant moment) throws InterruptedException;

    /** Begins work beside the caller's. */
    Work begin(Task task);

    /** Something to do. */
    @FunctionalInterface
    interface Task {

        /** Does it. */
        void run() throws InterruptedException;
    }

    /** Work that was begun. */
    interface Work {

        /**
         * Waits for its end and lets its failure out as it is.
         *
         * @throws InterruptedException if the waiting thread is asked to stop
         */
        void join() throws InterruptedException;
    }
}

package dev.assent.core.send;

import java.time.Instant;

/** Whether a limit has a place for one more person. */
public sealed interface Headroom {

    /** There is one, in whatever bucket it will be: the limit itself is asked just before the claim. */
    Headroom ROOM = new Place(-1);

    /**
     * A place is reserved.
     *
     * @param bucket in which the person would count
     */
    record Place(long bucket) implements Headroom {}

    /**
     * The limit is reached.
     *
     * @param until when the next place may become free
     */
    record Exhausted(Instant until) implements Headroom {}
}

package dev.assent.core.send;

import java.time.Instant;

/** Whether the messaging limit has a place for one more person. */
public sealed interface Headroom {

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

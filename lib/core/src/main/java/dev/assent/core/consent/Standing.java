package dev.assent.core.consent;

import java.time.Instant;

/** How a person stands to messages about one topic. */
public sealed interface Standing {

    /**
     * They agreed, and it holds.
     *
     * @param grant the opt-in that permits it
     */
    record OptedIn(Grant grant) implements Standing {}

    /**
     * They said stop.
     *
     * @param since when
     */
    record OptedOut(Instant since) implements Standing {}

    /** They never agreed to anything. */
    record NeverAsked() implements Standing {}

    /** They agreed to other topics. */
    record TopicNotChosen() implements Standing {}

    /**
     * They agreed too long ago.
     *
     * @param expiredAt when it ended
     */
    record Expired(Instant expiredAt) implements Standing {}
}

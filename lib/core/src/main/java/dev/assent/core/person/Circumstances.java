package dev.assent.core.person;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What else is known about a person that may hold a message back.
 *
 * @param zone the time zone they are known to live in, or null: then their number says
 * @param minor whether they said that they are under age
 * @param reviewSince since when an unclear answer or a complaint holds marketing back, or null
 * @param agentUntil until when a human agent talks to them, or null
 */
public record Circumstances(
        @Nullable ZoneId zone,
        boolean minor,
        @Nullable Instant reviewSince,
        @Nullable Instant agentUntil) {

    /** Nothing is known. */
    public static final Circumstances NONE = new Circumstances(null, false, null, null);

    /** Living in this zone. */
    public Circumstances in(ZoneId newZone) {
        return new Circumstances(newZone, minor, reviewSince, agentUntil);
    }

    /** Of age, or not. */
    public Circumstances minor(boolean underAge) {
        return new Circumstances(zone, underAge, reviewSince, agentUntil);
    }

    /** Held for review since then; null lifts it. */
    public Circumstances reviewedSince(@Nullable Instant since) {
        return new Circumstances(zone, minor, since, agentUntil);
    }

    /** Talking to an agent until then; null ends it. */
    public Circumstances withAgentUntil(@Nullable Instant until) {
        return new Circumstances(zone, minor, reviewSince, until);
    }
}

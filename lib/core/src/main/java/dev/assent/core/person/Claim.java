package dev.assent.core.person;

import java.time.Duration;
import java.time.Instant;

/**
 * A worker's mark on a person that one message is about to be sent: it orders the send against every opt-out and
 * against other workers, and guards the gap until the message's outcome is on record.
 *
 * @param attempt which try of the message
 * @param at when it was made
 * @param by which worker made it; empty for claims of earlier versions
 */
public record Claim(int attempt, Instant at, String by) {

    /** A claim of nobody in particular. */
    public Claim(int attempt, Instant at) {
        this(attempt, at, "");
    }

    /** How long a claim whose message has no outcome is believed: visibility timeout (90 s) and half a minute more. */
    public static final Duration LEASE = Duration.ofSeconds(120);

    /** Whether another worker may still be about to send under this claim. */
    public boolean isLiveAt(Instant now) {
        return now.isBefore(at.plus(LEASE));
    }
}

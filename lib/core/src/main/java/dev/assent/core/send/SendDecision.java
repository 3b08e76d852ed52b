package dev.assent.core.send;

import dev.assent.core.message.Reason;
import java.time.Instant;

/** What the rules say about one outbound message: send it, send it later, or never send it. */
public sealed interface SendDecision {

    /** It may be sent now. */
    record Allowed() implements SendDecision {}

    /** Everything that is not a send now. */
    sealed interface NotNow extends SendDecision {

        /** Why. */
        Reason reason();
    }

    /**
     * Later.
     *
     * @param notBefore when it is worth asking again
     */
    record Deferred(Instant notBefore, Reason reason) implements NotNow {}

    /** Never. */
    record Denied(Reason reason) implements NotNow {}
}

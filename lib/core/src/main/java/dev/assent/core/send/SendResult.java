package dev.assent.core.send;

import dev.assent.core.message.Reason;
import java.time.Duration;

/** What the provider answered to one request. */
public sealed interface SendResult {

    /** In place of a provider's code, which may be 0, if it was never asked. */
    int NO_ANSWER = -1;

    /**
     * It took the message; whether it arrives, a status webhook says.
     *
     * @param wamid the provider's id of it
     */
    record Accepted(String wamid) implements SendResult {}

    /**
     * It certainly did not take it, and will later.
     *
     * @param errorCode the provider's
     * @param reason which limit was met
     * @param holds what else must wait
     */
    record TryLater(int errorCode, Reason reason, Duration retryAfter, Holds holds) implements SendResult {

        /** No request left: there was no connection, or no request could be made. */
        public static final TryLater DID_NOT_LEAVE =
                new TryLater(NO_ANSWER, Reason.PACING, Duration.ofSeconds(3), Holds.MESSAGE);

        /** Whether no request left at all. */
        public boolean didNotLeave() {
            return errorCode == NO_ANSWER;
        }
    }

    /** What a refusal for now concerns. */
    enum Holds {
        /** This message only. */
        MESSAGE,
        /** Marketing to this person. */
        PERSON,
        /** The number sends too fast. */
        THROUGHPUT,
        /** Everything of this number. */
        NUMBER,
        /** Everything with this template. */
        TEMPLATE,
        /** Everything. */
        ACCOUNT
    }

    /**
     * It will never take it.
     *
     * @param errorCode Meta's error code; 0 if the answer had none
     */
    record Refused(int errorCode) implements SendResult {}

    /**
     * Nobody knows: the request left, and no clear answer came. The message may be on the phone.
     *
     * @param why what happened, without anything personal
     */
    record Unclear(String why) implements SendResult {}
}

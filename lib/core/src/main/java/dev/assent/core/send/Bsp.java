package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;

/** The business solution provider's send API. */
@FunctionalInterface
public interface Bsp {

    /**
     * Makes a request ready: looks up the secret, writes the body. Nothing leaves, so whatever is thrown here, the message
     * certainly did not reach anybody.
     */
    Request request(OutboundMessage message, PersonState person);

    /** One request, ready to leave. */
    @FunctionalInterface
    interface Request {

        /**
         * Sends once; never repeats a request by itself. Blocks until the answer or the HTTP timeout. Whatever goes wrong
         * from here on is an answer, too: {@link SendResult.Unclear}.
         */
        SendResult send();
    }
}

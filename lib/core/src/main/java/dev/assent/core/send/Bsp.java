package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;

/** The business solution provider's send API. */
@FunctionalInterface
public interface Bsp {

    /** Sends once; never repeats a request by itself. Blocks until the answer or the HTTP timeout. */
    SendResult send(OutboundMessage message, PersonState person);
}

package dev.assent.core.send;

import dev.assent.core.control.Controls;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import java.util.Set;

/**
 * Everything the rules look at.
 *
 * @param limit whether the messaging limit has a place for the person
 * @param pacing whether the number may begin one more conversation
 * @param settled claims of this person whose messages have an outcome on record
 */
public record SendFacts(
        OutboundMessage message,
        PersonState person,
        Controls controls,
        Headroom limit,
        Headroom pacing,
        Set<MessageId> settled) {

    /** Copies the claims. */
    public SendFacts {
        settled = Set.copyOf(settled);
    }

    /** The same, seen with these places. */
    SendFacts with(Headroom newLimit, Headroom newPacing) {
        return new SendFacts(message, person, controls, newLimit, newPacing, settled);
    }
}

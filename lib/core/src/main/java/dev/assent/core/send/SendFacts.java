package dev.assent.core.send;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import java.util.Set;

/**
 * Everything the rules look at.
 *
 * @param settled claims of this person whose messages have an outcome on record
 */
public record SendFacts(OutboundMessage message, PersonState person, Headroom headroom, Set<MessageId> settled) {

    /** Copies the claims. */
    public SendFacts {
        settled = Set.copyOf(settled);
    }
}

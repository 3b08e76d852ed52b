package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import java.time.Instant;
import java.util.List;

/** Messages that wait for a minute in the future. */
public interface DueItems {

    /** Keeps a message until {@code notBefore}. Adding it twice is adding it once. */
    void add(OutboundMessage message, Instant notBefore, Instant now);

    /** Everything that is due at {@code now}, at most {@code most} messages. */
    List<Due> due(Instant now, int most);

    /** Forgets items that were worked off. */
    void remove(List<Due> items);

    /**
     * A message whose time has come.
     *
     * @param place where it is kept; opaque
     */
    record Due(String place, OutboundMessage message) {}
}

package dev.assent.core.send;

import dev.assent.core.message.OutboundMessage;
import java.time.Instant;
import java.util.List;

/** Messages that wait: for a minute in the future, or in a room until something changes. */
public interface DueItems {

    /** What messages without a fixed time wait for. */
    enum Room {
        /** A place of the messaging limit. */
        MESSAGING_LIMIT,
        /** An operator who lifts a brake. */
        OPERATOR
    }

    /** Keeps a message until {@code notBefore}. Adding it twice is adding it once. */
    void add(OutboundMessage message, Instant notBefore, Instant now);

    /** Keeps a message in a room. */
    void wait(Room room, OutboundMessage message, Instant now);

    /** Everything that is due at {@code now}, at most {@code most} messages. */
    List<Due> due(Instant now, int most);

    /** Those who wait in a room since before {@code since}, the longest first (roughly), at most {@code most}. */
    List<Due> waiting(Room room, Instant since, int most);

    /** Forgets items that were worked off. */
    void remove(List<Due> items);

    /**
     * A message whose time has come.
     *
     * @param place where it is kept; opaque
     * @param key its name there; opaque
     */
    record Due(String place, String key, OutboundMessage message) {}
}

package dev.assent.testing.fake;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.DueItems;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parked messages in a map. */
public final class InMemoryDueItems implements DueItems {

    private record Parked(OutboundMessage message, Instant notBefore) {}

    private final Map<MessageId, Parked> parked = new HashMap<>();

    @Override
    public synchronized void add(OutboundMessage message, Instant notBefore, Instant now) {
        parked.put(message.id(), new Parked(message, notBefore));
    }

    @Override
    public synchronized List<Due> due(Instant now, int most) {
        return parked.values().stream()
                .filter(it -> !it.notBefore().isAfter(now))
                .limit(most)
                .map(it -> new Due(it.message().id().value(), it.message()))
                .toList();
    }

    @Override
    public synchronized void remove(List<Due> items) {
        items.forEach(item -> parked.remove(new MessageId(item.place())));
    }
}

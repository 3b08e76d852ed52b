package dev.assent.testing.fake;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.DueItems;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parked messages in a map. */
public final class InMemoryDueItems implements DueItems {

    private static final String DUE = "due";

    private record Parked(OutboundMessage message, Instant since) {}

    private final Map<String, Map<MessageId, Parked>> places = new HashMap<>();

    @Override
    public synchronized void add(OutboundMessage message, Instant notBefore, Instant now) {
        place(DUE).put(message.id(), new Parked(message, notBefore));
    }

    @Override
    public synchronized void wait(Room room, OutboundMessage message, Instant now) {
        place(room.name()).putIfAbsent(message.id(), new Parked(message, now));
    }

    @Override
    public synchronized List<Due> due(Instant now, int most) {
        return upTo(DUE, now, most);
    }

    @Override
    public synchronized List<Due> waiting(Room room, Instant since, int most) {
        return upTo(room.name(), since, most);
    }

    private List<Due> upTo(String place, Instant moment, int most) {
        return place(place).values().stream()
                .filter(it -> !it.since().isAfter(moment))
                .sorted(Comparator.comparing(Parked::since))
                .limit(most)
                .map(it -> new Due(place, it.message().id().value(), it.message()))
                .toList();
    }

    @Override
    public synchronized void remove(List<Due> items) {
        items.forEach(item -> place(item.place()).remove(new MessageId(item.key())));
    }

    private Map<MessageId, Parked> place(String name) {
        return places.computeIfAbsent(name, _ -> new LinkedHashMap<>());
    }
}

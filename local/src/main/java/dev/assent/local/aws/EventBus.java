package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.assent.local.Journal;
import dev.assent.local.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * EventBridge's PutEvents: keeps what was published, for whoever wants to look.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">AWS: PutEvents</a>
 */
public final class EventBus {

    private static final int MOST_ENTRIES = 10;

    private final Set<String> buses;
    private final InstantSource clock;
    private final Journal journal;
    private final List<JsonNode> published = new ArrayList<>();

    /**
     * Buses that take events.
     *
     * @param names of the template's buses; {@code default} is always there
     * @param journal where events are kept; what it holds already was published before
     */
    public EventBus(List<String> names, InstantSource clock, Journal journal) {
        this.buses = new java.util.HashSet<>(names);
        buses.add("default");
        this.clock = clock;
        this.journal = journal;
        journal.replay(published::add);
    }

    synchronized Answer answer(JsonNode request) {
        if (request.path("Entries").size() > MOST_ENTRIES
                || request.path("Entries").isEmpty()) {
            return Answer.error(400, "ValidationException", "Between 1 and " + MOST_ENTRIES + " entries are taken");
        }
        List<Map<String, Object>> results = new ArrayList<>();
        int failed = 0;
        for (JsonNode entry : request.path("Entries")) {
            Map<String, Object> result = publish(entry);
            failed += result.containsKey("ErrorCode") ? 1 : 0;
            results.add(result);
        }
        return Answer.json(Map.of("FailedEntryCount", failed, "Entries", results));
    }

    private Map<String, Object> publish(JsonNode entry) {
        String bus = entry.path("EventBusName").asText("default");
        bus = bus.substring(bus.lastIndexOf('/') + 1);
        if (!buses.contains(bus)) {
            return Map.of("ErrorCode", "ResourceNotFoundException", "ErrorMessage", "There is no event bus " + bus);
        }
        JsonNode detail;
        try {
            detail = Json.read(entry.path("Detail").asText());
        } catch (IllegalArgumentException _) {
            detail = MissingNode.getInstance();
        }
        if (!detail.isObject()) {
            return Map.of("ErrorCode", "MalformedDetail", "ErrorMessage", "Detail is malformed.");
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", UUID.randomUUID().toString());
        event.put("source", entry.path("Source").asText());
        event.put("detail-type", entry.path("DetailType").asText());
        event.put("time", clock.instant().toString());
        event.put("bus", bus);
        event.put("detail", detail);
        JsonNode kept = Json.read(Json.write(event));
        journal.append(kept);
        published.add(kept);
        return Map.of("EventId", kept.path("id").asText());
    }

    /** Everything that was published, in order. */
    public synchronized List<JsonNode> published() {
        return List.copyOf(published);
    }
}

package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.local.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What AWS would bill: DynamoDB's capacity units as the emulator reports them, SQS requests, and the functions' time.
 * Calls are only seen while policies are enforced; without that, functions reach the emulators directly.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">AWS: read and
 *     write capacity units</a>
 */
public final class Consumption {

    private static final String SUCCEEDED = "SUCCEEDED";
    private static final String CONDITION_FAILED = "CONDITION_FAILED";

    private final Map<Key, Sum> calls = new ConcurrentHashMap<>();
    private final Map<String, Time> times = new ConcurrentHashMap<>();

    private record Key(String function, String operation, String resource, String outcome) {}

    private record Sum(long requests, double units) {

        Sum plus(long moreRequests, double moreUnits) {
            return new Sum(requests + moreRequests, units + moreUnits);
        }
    }

    private record Time(long invocations, long millis, int memorySize) {}

    /**
     * Calls of one kind.
     *
     * @param function logical id of who called; {@code event source} for Lambda's own polling
     * @param operation such as {@code UpdateItem} or {@code SendMessageBatch}
     * @param resource the table's or queue's logical id
     * @param outcome {@code SUCCEEDED}, or {@code CONDITION_FAILED}: billed as much, and counted here with the mean of
     *     those that succeeded
     * @param units write or read capacity units; 0 for queues
     */
    public record Calls(
            String function, String operation, String resource, String outcome, long requests, double units) {}

    /** How long a function ran. */
    public record Run(String function, long invocations, long millis, int memorySize) {}

    /** The request, asking from now on what it consumes. */
    static byte[] asking(JsonNode request) {
        return Json.write(
                request instanceof ObjectNode object ? object.put("ReturnConsumedCapacity", "TOTAL") : request);
    }

    void table(String function, String operation, JsonNode request, int status, byte[] answer) {
        if (status == 200) {
            JsonNode consumed = Json.read(answer).path("ConsumedCapacity");
            for (JsonNode table : consumed.isArray() ? consumed : List.of(consumed)) {
                add(
                        new Key(function, operation, table.path("TableName").asText(), SUCCEEDED),
                        table.path("CapacityUnits").asDouble());
            }
        } else if (new String(answer, java.nio.charset.StandardCharsets.UTF_8).contains("ConditionalCheckFailed")) {
            String table = request.findPath("TableName").asText();
            Sum succeeded = calls.getOrDefault(new Key(function, operation, table, SUCCEEDED), new Sum(1, 1));
            add(new Key(function, operation, table, CONDITION_FAILED), succeeded.units() / succeeded.requests());
        }
    }

    void queue(String function, String operation, String queueUrl) {
        add(new Key(function, operation, queueUrl.substring(queueUrl.lastIndexOf('/') + 1), SUCCEEDED), 0);
    }

    /** A function worked on an event. */
    public void ran(String function, Duration time, int memorySize) {
        times.merge(
                function,
                new Time(1, time.toMillis(), memorySize),
                (one, other) ->
                        new Time(one.invocations() + other.invocations(), one.millis() + other.millis(), memorySize));
    }

    private void add(Key key, double units) {
        calls.merge(key, new Sum(1, units), (one, more) -> one.plus(more.requests(), more.units()));
    }

    /** Every kind of call so far. */
    public List<Calls> calls() {
        List<Calls> all = new ArrayList<>();
        calls.forEach((key, sum) -> all.add(new Calls(
                key.function(), key.operation(), key.resource(), key.outcome(), sum.requests(), sum.units())));
        all.sort(Comparator.comparing(Calls::function)
                .thenComparing(Calls::resource)
                .thenComparing(Calls::operation)
                .thenComparing(Calls::outcome));
        return all;
    }

    /** How long each function ran so far. */
    public List<Run> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        times.keySet().stream().sorted().forEach(name -> {
            Time time = times.getOrDefault(name, new Time(0, 0, 0));
            runs.put(name, new Run(name, time.invocations(), time.millis(), time.memorySize()));
        });
        return List.copyOf(runs.values());
    }
}

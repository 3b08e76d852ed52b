package dev.assent.aws;

import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.DueItems;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * CampaignTable, parked messages: kept by the minute in which they are due. A list of the minutes that hold any is kept
 * beside them, so that a tick costs one query when nothing is due, however long the last one is ago.
 *
 * <pre>
 * pk                        sk             what
 * due                       &lt;minute&gt;       minute: something is (or was) parked there
 * due#&lt;minute&gt;#&lt;shard&gt;      &lt;messageId&gt;    message (JSON)
 * room#&lt;room&gt;#&lt;shard&gt;       &lt;since&gt;#&lt;id&gt;   message (JSON) that waits for something to change
 * </pre>
 *
 * <p>Parking needs {@code dynamodb:PutItem}; the tick {@code dynamodb:Query}, {@code dynamodb:DeleteItem}.
 */
public final class DynamoDbDueItems implements DueItems {

    private static final int SHARDS = 4;

    /** An empty minute stays listed this long, for writers whose clock is late. */
    private static final Duration LAG = Duration.ofMinutes(2);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Set<Long> listed = ConcurrentHashMap.newKeySet();

    /** Parked messages in this table. */
    public DynamoDbDueItems(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public void add(OutboundMessage message, Instant notBefore, Instant now) {
        // The minute after, so that nothing is taken up early; never one that the tick may have struck off the list.
        long minute = Math.max(minuteOf(notBefore.plusSeconds(59)), minuteOf(now) + 1);
        list(minute, minuteOf(now));
        int shard = Math.floorMod(message.id().value().hashCode(), SHARDS);
        put(Map.of(
                "pk", string(partition(minute, shard)),
                "sk", string(message.id().value()),
                "message", string(Json.write(message))));
    }

    @Override
    public void wait(Room room, OutboundMessage message, Instant now) {
        int shard = Math.floorMod(message.id().value().hashCode(), SHARDS);
        put(Map.of(
                "pk", string(partition(room, shard)),
                "sk", string(since(now) + "#" + message.id().value()),
                "message", string(Json.write(message))));
    }

    @Override
    public List<Due> waiting(Room room, Instant since, int most) {
        List<Due> waiting = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            String partition = partition(room, shard);
            dynamoDb.query(request -> request.tableName(table)
                            .keyConditionExpression("pk = :room AND sk <= :since")
                            .expressionAttributeValues(
                                    Map.of(":room", string(partition), ":since", string(since(since) + "~")))
                            .consistentRead(true)
                            .limit(most))
                    .items()
                    .forEach(item -> waiting.add(parked(partition, item)));
        }
        waiting.sort(java.util.Comparator.comparing(Due::key));
        return List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
    }

    private static Due parked(String partition, Map<String, AttributeValue> item) {
        return new Due(partition, string(item, "sk"), Json.read(string(item, "message"), OutboundMessage.class));
    }

    private static String partition(Room room, int shard) {
        return "room#" + room.name() + "#" + shard;
    }

    private static String since(Instant moment) {
        return "%015d".formatted(moment.toEpochMilli());
    }

    // Listed first: what is parked in a minute that is not listed would never be found.
    private void list(long minute, long thisMinute) {
        if (!listed.contains(minute)) {
            put(Map.of("pk", string("due"), "sk", string(sortKey(minute)), "minute", number(minute)));
            listed.removeIf(it -> it < thisMinute);
            listed.add(minute);
        }
    }

    @Override
    public List<Due> due(Instant now, int most) {
        List<Due> due = new ArrayList<>();
        for (long minute : listedUntil(minuteOf(now))) {
            List<Due> found = new ArrayList<>();
            IntStream.range(0, SHARDS).forEach(shard -> found.addAll(in(partition(minute, shard), most)));
            if (found.isEmpty() && minute < minuteOf(now.minus(LAG))) {
                delete("due", sortKey(minute));
            }
            due.addAll(found);
            if (due.size() >= most) {
                break;
            }
        }
        return List.copyOf(due.subList(0, Math.min(most, due.size())));
    }

    private Iterable<Long> listedUntil(long minute) {
        return dynamoDb
                .queryPaginator(request -> request.tableName(table)
                        .keyConditionExpression("pk = :due AND sk <= :now")
                        .expressionAttributeValues(Map.of(":due", string("due"), ":now", string(sortKey(minute))))
                        .consistentRead(true))
                .items()
                .stream()
                .map(item -> number(item, "minute"))::iterator;
    }

    private List<Due> in(String partition, int most) {
        return dynamoDb
                .query(request -> request.tableName(table)
                        .keyConditionExpression("pk = :minute")
                        .expressionAttributeValues(Map.of(":minute", string(partition)))
                        .consistentRead(true)
                        .limit(most))
                .items()
                .stream()
                .map(item -> parked(partition, item))
                .toList();
    }

    @Override
    public void remove(List<Due> items) {
        ManyWrites.each(items, it -> delete(it.place(), it.key()));
    }

    private void put(Map<String, AttributeValue> item) {
        dynamoDb.putItem(request -> request.tableName(table).item(item));
    }

    private void delete(String pk, String sk) {
        dynamoDb.deleteItem(request -> request.tableName(table).key(Map.of("pk", string(pk), "sk", string(sk))));
    }

    private static String partition(long minute, int shard) {
        return "due#" + minute + "#" + shard;
    }

    private static String sortKey(long minute) {
        return "%012d".formatted(minute);
    }

    private static long minuteOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), 60);
    }
}

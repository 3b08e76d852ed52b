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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * CampaignTable, parked messages: kept by the minute in which they are due, so that the tick reads only what is due.
 *
 * <pre>
 * pk                        sk             what
 * due#&lt;minute&gt;#&lt;shard&gt;      &lt;messageId&gt;    message (JSON)
 * due                       cursor         minute: everything before it is worked off
 * </pre>
 *
 * <p>Parking needs {@code dynamodb:PutItem}; the tick also {@code dynamodb:GetItem}, {@code dynamodb:Query},
 * {@code dynamodb:DeleteItem}.
 */
public final class DynamoDbDueItems implements DueItems {

    private static final int SHARDS = 4;
    private static final int MINUTES_AT_ONCE = 8;
    private static final String NOT_ON_RECORD = "attribute_not_exists(pk)";
    private static final String MOVES_FORWARD = "#minute < :minute";

    // The cursor stays this far behind, for writers whose clock is late.
    private static final Duration CURSOR_LAG = Duration.ofMinutes(2);

    private static final Map<String, AttributeValue> CURSOR = Map.of("pk", string("due"), "sk", string("cursor"));

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final AtomicBoolean cursorExists = new AtomicBoolean();

    /** Parked messages in this table. */
    public DynamoDbDueItems(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public void add(OutboundMessage message, Instant notBefore, Instant now) {
        ensureCursor(minuteOf(now));
        // The minute after, so that nothing is taken up early; never a minute that the cursor may have passed.
        long minute = Math.max(minuteOf(notBefore.plusSeconds(59)), minuteOf(now) + 1);
        int shard = Math.floorMod(message.id().value().hashCode(), SHARDS);
        dynamoDb.putItem(request -> request.tableName(table)
                .item(Map.of(
                        "pk", string("due#" + minute + "#" + shard),
                        "sk", string(message.id().value()),
                        "message", string(Json.write(message)))));
    }

    @Override
    public List<Due> due(Instant now, int most) {
        ensureCursor(minuteOf(now));
        long cursor = number(
                dynamoDb.getItem(request -> request.tableName(table).key(CURSOR).consistentRead(true))
                        .item(),
                "minute");
        List<Due> due = new ArrayList<>();
        long workedOff = cursor;
        long last = minuteOf(now);
        for (long from = cursor; from <= last && due.size() < most; from += MINUTES_AT_ONCE) {
            for (var minute :
                    in(from, Math.min(last, from + MINUTES_AT_ONCE - 1), most).entrySet()) {
                due.addAll(minute.getValue());
                if (due.isEmpty()) {
                    workedOff = minute.getKey();
                }
            }
        }
        moveCursor(Math.min(workedOff, minuteOf(now.minus(CURSOR_LAG))));
        return List.copyOf(due.subList(0, Math.min(most, due.size())));
    }

    // Side by side: after an outage of a day there are thousands of places to look at.
    private SortedMap<Long, List<Due>> in(long firstMinute, long lastMinute, int most) {
        SortedMap<Long, List<Due>> byMinute = new TreeMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SortedMap<Long, List<Future<List<Due>>>> queries = new TreeMap<>();
            for (long minute = firstMinute; minute <= lastMinute; minute++) {
                List<Future<List<Due>>> shards = new ArrayList<>();
                for (int shard = 0; shard < SHARDS; shard++) {
                    String partition = "due#" + minute + "#" + shard;
                    shards.add(threads.submit(() -> in(partition, most)));
                }
                queries.put(minute, shards);
            }
            queries.forEach((minute, shards) -> byMinute.put(
                    minute, shards.stream().flatMap(it -> answer(it).stream()).toList()));
        }
        return byMinute;
    }

    private static List<Due> answer(Future<List<Due>> query) {
        try {
            return query.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading due items", e);
        }
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
                .map(item -> new Due(partition, Json.read(string(item, "message"), OutboundMessage.class)))
                .toList();
    }

    @Override
    public void remove(List<Due> items) {
        for (Due item : items) {
            dynamoDb.deleteItem(request -> request.tableName(table)
                    .key(Map.of(
                            "pk", string(item.place()),
                            "sk", string(item.message().id().value()))));
        }
    }

    private void ensureCursor(long minute) {
        if (cursorExists.get()) {
            return;
        }
        try {
            dynamoDb.putItem(request -> request.tableName(table)
                    .item(Map.of("pk", string("due"), "sk", string("cursor"), "minute", number(minute)))
                    .conditionExpression(NOT_ON_RECORD));
        } catch (ConditionalCheckFailedException _) {
            // There is one already.
        }
        cursorExists.set(true);
    }

    private void moveCursor(long minute) {
        try {
            dynamoDb.putItem(request -> request.tableName(table)
                    .item(Map.of("pk", string("due"), "sk", string("cursor"), "minute", number(minute)))
                    .conditionExpression(MOVES_FORWARD)
                    .expressionAttributeNames(Map.of("#minute", "minute"))
                    .expressionAttributeValues(Map.of(":minute", number(minute))));
        } catch (ConditionalCheckFailedException _) {
            // Another tick was faster.
        }
    }

    private static long minuteOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), 60);
    }
}

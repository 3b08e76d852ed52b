package dev.assent.aws;

import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.present;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.counter.CounterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * CounterTable: one item per shared value.
 *
 * <pre>&lt;kind&gt;#&lt;id&gt; (pk) | value (S, JSON; B, gzip, if it is long) | rev (N) | writers (S, the last eight writes)</pre>
 *
 * <p>The SDK repeats a request whose answer was lost. The repetition of one that had succeeded fails its condition, and
 * finds its own name among the writers: it counts once.
 *
 * <p>Needs {@code dynamodb:GetItem}, {@code dynamodb:UpdateItem}.
 *
 * @param <T> the kind of value
 */
public final class DynamoDbCounterStore<T> implements CounterStore<T> {

    private static final String REPLACE = "SET #value = :value, rev = :next, writers = :writers";
    private static final String NOBODY_WROTE_SINCE = "rev = :seen";
    private static final String NOT_ON_RECORD = "attribute_not_exists(pk)";
    private static final int WRITERS = 8;

    /** Characters; DynamoDB bills a write by the kilobyte. */
    private static final int LONG = 900;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String kind;
    private final Class<T> type;
    private final java.util.concurrent.ConcurrentHashMap<String, String> writersSeen =
            new java.util.concurrent.ConcurrentHashMap<>();

    /**
     * Values in this table.
     *
     * @param kind tells them apart from those of other stores
     */
    public DynamoDbCounterStore(DynamoDbClient dynamoDb, String table, String kind, Class<T> type) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.kind = kind;
        this.type = type;
    }

    @Override
    public Optional<Revision<T>> find(String id) {
        var response = dynamoDb.getItem(
                request -> request.tableName(table).key(key(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(revision(id, response.item())) : Optional.empty();
    }

    @Override
    public Write<T> replace(String id, T value, long seen) {
        String writer = UUID.randomUUID().toString().substring(0, 8);
        Map<String, AttributeValue> values = new java.util.HashMap<>(Map.of(
                ":value", written(Json.write(value)),
                ":next", number(seen + 1),
                ":writers", string(withWriter(writersSeen.getOrDefault(id, ""), writer))));
        if (seen > 0) {
            values.put(":seen", number(seen));
        }
        try {
            dynamoDb.updateItem(request -> request.tableName(table)
                    .key(key(id))
                    .updateExpression(REPLACE)
                    .conditionExpression(seen > 0 ? NOBODY_WROTE_SINCE : NOT_ON_RECORD)
                    .expressionAttributeNames(Map.of("#value", "value"))
                    .expressionAttributeValues(values)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            writersSeen.merge(id, writer, DynamoDbCounterStore::withWriter);
            return new Write.Replaced<>(new Revision<>(value, seen + 1));
        } catch (ConditionalCheckFailedException e) {
            Map<String, AttributeValue> item = e.hasItem() ? e.item() : read(id);
            Revision<T> standing = revision(id, item);
            return Arrays.asList(string(item, "writers").split(" ")).contains(writer)
                    ? new Write.Replaced<>(standing)
                    : new Write.LostRace<>(standing);
        }
    }

    private Map<String, AttributeValue> read(String id) {
        return dynamoDb.getItem(request -> request.tableName(table).key(key(id)).consistentRead(true))
                .item();
    }

    private Revision<T> revision(String id, Map<String, AttributeValue> item) {
        writersSeen.put(id, string(item, "writers"));
        return new Revision<>(Json.read(read(item), type), number(item, "rev"));
    }

    private static AttributeValue written(String json) {
        return json.length() < LONG ? string(json) : AttributeValue.fromB(SdkBytes.fromByteArray(Gzip.pack(json)));
    }

    private static String read(Map<String, AttributeValue> item) {
        AttributeValue value = present(item, "value");
        return value.b() == null ? value.s() : Gzip.unpack(value.b().asByteArray());
    }

    private static String withWriter(String writers, String writer) {
        List<String> all = new ArrayList<>(Arrays.asList(writers.strip().split(" ")));
        all.add(writer);
        return String.join(" ", all.subList(Math.max(0, all.size() - WRITERS), all.size()))
                .strip();
    }

    private Map<String, AttributeValue> key(String id) {
        return Map.of("pk", string(kind + "#" + id));
    }
}

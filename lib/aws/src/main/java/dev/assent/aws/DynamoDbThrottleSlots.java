package dev.assent.aws;

import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.SlotBlock;
import dev.assent.core.throttle.ThrottleSlots;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * CounterTable, the throttle: one item per business phone number.
 *
 * <pre>throttle#&lt;phoneNumberId&gt; (pk) | nextFree (N, epoch microseconds: when the next slot is due)</pre>
 *
 * <p>Needs {@code dynamodb:UpdateItem}.
 */
public final class DynamoDbThrottleSlots implements ThrottleSlots {

    // Busy: a backlog of slots lies ahead, append to it. Additions commute, so workers never fail against each other.
    private static final String APPEND = "SET nextFree = nextFree + :width";
    private static final String SLOTS_LIE_AHEAD = "nextFree >= :now";

    private static final String BEGIN_NOW = "SET nextFree = :end";
    private static final String NO_SLOTS_LIE_AHEAD = "attribute_not_exists(nextFree) OR nextFree < :now";

    private static final String HOLD_BACK = "SET nextFree = :end";
    private static final String FREE_EARLIER = "attribute_not_exists(nextFree) OR nextFree < :end";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Map<String, Long> lastKnown = new ConcurrentHashMap<>();

    /** Slots in this table. */
    public DynamoDbThrottleSlots(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public SlotBlock reserve(String phoneNumberId, int count, SendRate rate, Instant now) {
        long nowMicros = micros(now);
        long width = count * rate.intervalMicros();
        boolean busy = lastKnown.getOrDefault(phoneNumberId, Long.MIN_VALUE) >= nowMicros;
        while (true) {
            try {
                long first = busy ? append(phoneNumberId, width, nowMicros) : begin(phoneNumberId, width, nowMicros);
                lastKnown.put(phoneNumberId, first + width);
                return new SlotBlock(instant(first), rate.intervalMicros(), count);
            } catch (ConditionalCheckFailedException _) {
                busy = !busy;
            }
        }
    }

    private long append(String phoneNumberId, long width, long nowMicros) {
        var before = dynamoDb.updateItem(request -> request.tableName(table)
                .key(key(phoneNumberId))
                .updateExpression(APPEND)
                .conditionExpression(SLOTS_LIE_AHEAD)
                .expressionAttributeValues(Map.of(":width", number(width), ":now", number(nowMicros)))
                .returnValues(ReturnValue.UPDATED_OLD)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.NONE));
        return number(before.attributes(), "nextFree");
    }

    private long begin(String phoneNumberId, long width, long nowMicros) {
        dynamoDb.updateItem(request -> request.tableName(table)
                .key(key(phoneNumberId))
                .updateExpression(BEGIN_NOW)
                .conditionExpression(NO_SLOTS_LIE_AHEAD)
                .expressionAttributeValues(Map.of(":end", number(nowMicros + width), ":now", number(nowMicros))));
        return nowMicros;
    }

    @Override
    public void pause(String phoneNumberId, Duration pause, Instant now) {
        try {
            dynamoDb.updateItem(request -> request.tableName(table)
                    .key(key(phoneNumberId))
                    .updateExpression(HOLD_BACK)
                    .conditionExpression(FREE_EARLIER)
                    .expressionAttributeValues(Map.of(":end", number(micros(now.plus(pause))))));
        } catch (ConditionalCheckFailedException _) {
            // The number is busy beyond the pause anyway.
        }
    }

    private static Map<String, AttributeValue> key(String phoneNumberId) {
        return Map.of("pk", string("throttle#" + phoneNumberId));
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

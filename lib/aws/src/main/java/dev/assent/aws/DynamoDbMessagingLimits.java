package dev.assent.aws;

import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.limit.Buckets;
import dev.assent.core.limit.MessagingLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * CounterTable, the messaging limit: one item per business portfolio. People count in buckets of five minutes; what a
 * bucket held comes back to {@code remaining} when the bucket is more than 24 hours old.
 *
 * <pre>limit#&lt;portfolioId&gt; (pk) | maximum (N) | remaining (N) | latest (N, bucket) | b&lt;bucket&gt; (N, people) ...</pre>
 *
 * <p>Needs {@code dynamodb:GetItem}, {@code dynamodb:UpdateItem}.
 */
public final class DynamoDbMessagingLimits implements MessagingLimits {

    private static final String TAKE = "SET remaining = remaining - :places ADD #bucket :places";
    private static final String THERE_IS_ROOM = "latest = :latest AND remaining >= :places";
    private static final String GIVE_BACK = "SET remaining = remaining + :places, #bucket = #bucket - :places";
    private static final String STILL_COUNTED = "attribute_exists(#bucket) AND #bucket >= :places";
    private static final int BUCKETS_PER_ROLL = 40;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final long initialLimit;
    private final Map<String, Counter> lastKnown = new ConcurrentHashMap<>();

    /**
     * Limits in this table.
     *
     * @param initialLimit unique people per 24 hours of a portfolio that is not on record yet
     */
    public DynamoDbMessagingLimits(DynamoDbClient dynamoDb, String table, long initialLimit) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.initialLimit = initialLimit;
    }

    private record Counter(long maximum, long remaining, long latest, SortedMap<Long, Long> people) {

        List<Long> expired(Instant now) {
            return people.keySet().stream()
                    .filter(bucket -> !Buckets.isLive(bucket, now))
                    .limit(BUCKETS_PER_ROLL)
                    .toList();
        }

        long live(Instant now) {
            return people.entrySet().stream()
                    .filter(it -> Buckets.isLive(it.getKey(), now))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        Instant nextFreeAt(Instant now) {
            return people.entrySet().stream()
                    .filter(it -> it.getValue() > 0 && Buckets.isLive(it.getKey(), now))
                    .findFirst()
                    .map(it -> Buckets.expiry(it.getKey()))
                    .orElse(now);
        }
    }

    @Override
    public Reservation reserve(String portfolioId, int wanted, Instant now) {
        Counter counter = lastKnown.computeIfAbsent(portfolioId, this::readOrCreate);
        while (true) {
            List<Long> expired = counter.expired(now);
            if (counter.latest() < Buckets.at(now) || (counter.remaining() <= 0 && !expired.isEmpty())) {
                counter = roll(portfolioId, counter, expired, now);
                continue;
            }
            if (counter.remaining() <= 0) {
                Counter fresh = readOrCreate(portfolioId);
                lastKnown.put(portfolioId, fresh);
                if (fresh.remaining() <= 0 && fresh.expired(now).isEmpty()) {
                    return new Reservation.Exhausted(fresh.nextFreeAt(now));
                }
                counter = fresh;
                continue;
            }
            int places = MessagingLimits.fairShare(wanted, counter.remaining());
            long bucket = counter.latest();
            Outcome outcome = update(
                    portfolioId,
                    TAKE,
                    THERE_IS_ROOM,
                    bucket,
                    Map.of(":places", number(places), ":latest", number(bucket)));
            counter = outcome.counter();
            lastKnown.put(portfolioId, counter);
            if (outcome.applied()) {
                return new Reservation.Granted(bucket, places);
            }
        }
    }

    @Override
    public void release(String portfolioId, long bucket, int places) {
        Outcome outcome = update(portfolioId, GIVE_BACK, STILL_COUNTED, bucket, Map.of(":places", number(places)));
        lastKnown.put(portfolioId, outcome.counter());
    }

    @Override
    public Usage usage(String portfolioId, Instant now) {
        Counter counter = readOrCreate(portfolioId);
        long used = counter.live(now);
        return new Usage(counter.maximum(), used, used < counter.maximum() ? now : counter.nextFreeAt(now));
    }

    /** Gives back what expired buckets held and opens the present one. */
    private Counter roll(String portfolioId, Counter counter, List<Long> expired, Instant now) {
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> conditions = new ArrayList<>(List.of("latest = :latest"));
        long freed = 0;
        for (long bucket : expired) {
            long people = counter.people().getOrDefault(bucket, 0L);
            freed += people;
            conditions.add("b" + bucket + " = :b" + bucket);
            values.put(":b" + bucket, number(people));
        }
        values.put(":freed", number(freed));
        values.put(":latest", number(counter.latest()));
        values.put(":now", number(Math.max(counter.latest(), Buckets.at(now))));
        String remove = expired.isEmpty()
                ? ""
                : " REMOVE "
                        + String.join(", ", expired.stream().map(it -> "b" + it).toList());
        Outcome outcome = update(
                portfolioId,
                UpdateItemRequest.builder()
                        .updateExpression("SET remaining = remaining + :freed, latest = :now" + remove)
                        .conditionExpression(String.join(" AND ", conditions))
                        .expressionAttributeValues(values));
        lastKnown.put(portfolioId, outcome.counter());
        return outcome.counter();
    }

    private record Outcome(boolean applied, Counter counter) {}

    private Outcome update(
            String portfolioId, String update, String condition, long bucket, Map<String, AttributeValue> values) {
        return update(
                portfolioId,
                UpdateItemRequest.builder()
                        .updateExpression(update)
                        .conditionExpression(condition)
                        .expressionAttributeNames(Map.of("#bucket", "b" + bucket))
                        .expressionAttributeValues(values));
    }

    private Outcome update(String portfolioId, UpdateItemRequest.Builder request) {
        try {
            var response = dynamoDb.updateItem(request.tableName(table)
                    .key(key(portfolioId))
                    .returnValues(ReturnValue.ALL_NEW)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                    .build());
            return new Outcome(true, counter(response.attributes()));
        } catch (ConditionalCheckFailedException e) {
            return new Outcome(false, e.hasItem() ? counter(e.item()) : readOrCreate(portfolioId));
        }
    }

    private Counter readOrCreate(String portfolioId) {
        var found = dynamoDb.getItem(
                request -> request.tableName(table).key(key(portfolioId)).consistentRead(true));
        if (found.hasItem()) {
            return counter(found.item());
        }
        var created = dynamoDb.updateItem(request -> request.tableName(table)
                .key(key(portfolioId))
                .updateExpression("SET maximum = if_not_exists(maximum, :limit),"
                        + " remaining = if_not_exists(remaining, :limit), latest = if_not_exists(latest, :never)")
                .expressionAttributeValues(Map.of(":limit", number(initialLimit), ":never", number(0)))
                .returnValues(ReturnValue.ALL_NEW));
        return counter(created.attributes());
    }

    private static Counter counter(Map<String, AttributeValue> item) {
        SortedMap<Long, Long> people = new TreeMap<>();
        item.forEach((name, value) -> {
            if (name.startsWith("b")) {
                people.put(Long.parseLong(name.substring(1)), Long.parseLong(value.n()));
            }
        });
        return new Counter(number(item, "maximum"), number(item, "remaining"), number(item, "latest"), people);
    }

    private static Map<String, AttributeValue> key(String portfolioId) {
        return Map.of("pk", string("limit#" + portfolioId));
    }
}

package dev.assent.aws;

import static dev.assent.aws.Attributes.millis;
import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * MessageTable: what became of each message.
 *
 * <pre>
 * pk                      sk          what
 * &lt;messageId&gt;             m           a single message
 * &lt;campaignId&gt;#&lt;shard&gt;    &lt;row&gt;       a campaign's message; 16 shards
 *   id, person, state, progress (rank of the state), attempt, reason, notBefore, leaseUntil, wamid, errorCode,
 *   bodyHash, decision, expiresAt (TTL)
 * </pre>
 *
 * <p>Needs {@code dynamodb:BatchGetItem}, {@code dynamodb:UpdateItem}; to feed
 * {@code dynamodb:BatchWriteItem}; to count {@code dynamodb:Query}.
 */
public final class DynamoDbMessages implements Messages, CampaignOutcomes {

    private static final int SHARDS = 16;
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST_ITEMS_PER_WRITE = 25;

    private static final String TAKEN_BY_THIS_CALL =
            "(#state = :sending AND attempt = :attempt AND leaseUntil = :leaseUntil AND decision = :decision)";
    private static final String NOT_TAKEN = "attribute_not_exists(#state) OR #state IN (:queued, :deferred)";
    private static final String NO_SUCH_ATTEMPT = "attribute_not_exists(#state)"
            + " OR (#state IN (:queued, :deferred) AND (attribute_not_exists(attempt) OR attempt < :attempt))";
    private static final String STILL_UNKNOWN =
            "attempt = :previous AND (#state = :unknown OR (#state = :sending AND leaseUntil < :now))";
    private static final String SAYS_MORE = "attribute_exists(pk) AND progress < :progress";
    private static final String ENDS_THE_ATTEMPT_OR_NOT_TAKEN =
            NOT_TAKEN + " OR (#state = :sending AND attempt < :attempt)";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final InstantSource clock;

    /** Messages in this table; the clock is for the TTL only. */
    public DynamoDbMessages(DynamoDbClient dynamoDb, String table, InstantSource clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Map<MessageId, MessageRecord> find(Collection<MessageId> ids) {
        List<Map<String, AttributeValue>> keys =
                ids.stream().distinct().map(DynamoDbMessages::key).toList();
        Map<MessageId, MessageRecord> found = new HashMap<>();
        BatchGet.read(dynamoDb, table, keys, item -> {
            if (isKept(item)) {
                MessageRecord record = record(item);
                found.put(record.id(), record);
            }
        });
        return found;
    }

    @Override
    public void queued(MessageRecord message) {
        // A worker may have been faster: whatever stands already stays, only what made the message is added.
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":id", string(message.id().value()),
                ":person", string(message.person().value()),
                ":state", string(MessageState.QUEUED.name()),
                ":progress", number(MessageState.QUEUED.rank()),
                ":bodyHash", string(Optional.ofNullable(message.bodyHash()).orElse("")),
                ":expiresAt", expiry()));
        Instant notBefore = message.notBefore();
        if (notBefore != null) {
            values.put(":notBefore", millis(notBefore));
        }
        dynamoDb.updateItem(request -> request.tableName(table)
                .key(key(message.id()))
                .updateExpression("SET id = :id, person = if_not_exists(person, :person),"
                        + " #state = if_not_exists(#state, :state), progress = if_not_exists(progress, :progress),"
                        + " bodyHash = if_not_exists(bodyHash, :bodyHash), expiresAt = :expiresAt"
                        + (notBefore == null ? "" : ", notBefore = if_not_exists(notBefore, :notBefore)"))
                .expressionAttributeNames(Map.of("#state", "state"))
                .expressionAttributeValues(values));
    }

    @Override
    public boolean startSending(OutboundMessage message, Instant leaseUntil, Map<String, String> decision) {
        return start(
                message,
                leaseUntil,
                decision,
                NO_SUCH_ATTEMPT + " OR " + TAKEN_BY_THIS_CALL,
                Map.of(
                        ":queued", string(MessageState.QUEUED.name()),
                        ":deferred", string(MessageState.DEFERRED.name())));
    }

    @Override
    public boolean startResending(
            OutboundMessage message, Instant now, Instant leaseUntil, Map<String, String> decision) {
        return start(
                message,
                leaseUntil,
                decision,
                "(" + STILL_UNKNOWN + ") OR " + TAKEN_BY_THIS_CALL,
                Map.of(
                        ":unknown", string(MessageState.UNKNOWN.name()),
                        ":now", millis(now),
                        ":previous", number(message.attempt() - 1L)));
    }

    private boolean start(
            OutboundMessage message,
            Instant leaseUntil,
            Map<String, String> decision,
            String condition,
            Map<String, AttributeValue> more) {
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.put(":sending", string(MessageState.SENDING.name()));
        values.put(":progress", number(MessageState.SENDING.rank()));
        values.put(":attempt", number(message.attempt()));
        values.put(":leaseUntil", millis(leaseUntil));
        values.put(":decision", strings(decision));
        values.put(":id", string(message.id().value()));
        values.put(":person", string(message.to().value()));
        values.put(":expiresAt", expiry());
        return update(
                message.id(),
                "SET #state = :sending, progress = :progress, attempt = :attempt, leaseUntil = :leaseUntil,"
                        + " decision = :decision, id = :id, person = :person, expiresAt = :expiresAt"
                        + " REMOVE reason, notBefore",
                condition,
                values);
    }

    @Override
    public void accepted(MessageId id, String wamid) {
        advance(id, MessageState.SENT, wamid, null);
    }

    @Override
    public void failed(MessageId id, int errorCode) {
        advance(id, MessageState.FAILED, null, errorCode);
    }

    @Override
    public void unknown(MessageId id) {
        advance(id, MessageState.UNKNOWN, null, null);
    }

    @Override
    public Optional<MessageRecord> reported(
            MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode) {
        return advance(id, state, wamid, errorCode);
    }

    @Override
    public void deferred(OutboundMessage message, Reason reason, Instant notBefore, Map<String, String> decision) {
        putOff(
                message,
                MessageState.DEFERRED,
                decision,
                Map.of(":notBefore", millis(notBefore), ":reason", string(reason.name())),
                ", notBefore = :notBefore, reason = :reason");
    }

    @Override
    public void withheld(OutboundMessage message, Reason reason, Map<String, String> decision) {
        putOff(
                message,
                MessageState.WITHHELD,
                decision,
                Map.of(":reason", string(reason.name())),
                ", reason = :reason");
    }

    @Override
    public boolean givenUp(OutboundMessage message, Map<String, String> decision) {
        return end(
                message,
                MessageState.FAILED,
                decision,
                Map.of(":errorCode", number(0)),
                ", errorCode = :errorCode",
                NOT_TAKEN);
    }

    private void putOff(
            OutboundMessage message,
            MessageState state,
            Map<String, String> decision,
            Map<String, AttributeValue> more,
            String setMore) {
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.put(":attempt", number(message.attempt()));
        values.put(":sending", string(MessageState.SENDING.name()));
        end(message, state, decision, values, setMore, ENDS_THE_ATTEMPT_OR_NOT_TAKEN);
    }

    private boolean end(
            OutboundMessage message,
            MessageState state,
            Map<String, String> decision,
            Map<String, AttributeValue> more,
            String setMore,
            String condition) {
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.put(":state", string(state.name()));
        values.put(":progress", number(state.rank()));
        values.put(":decision", strings(decision));
        values.put(":id", string(message.id().value()));
        values.put(":person", string(message.to().value()));
        values.put(":expiresAt", expiry());
        values.put(":queued", string(MessageState.QUEUED.name()));
        values.put(":deferred", string(MessageState.DEFERRED.name()));
        return update(
                message.id(),
                "SET #state = :state, progress = :progress, decision = :decision, id = :id, person = :person,"
                        + " expiresAt = :expiresAt" + setMore + " REMOVE leaseUntil",
                condition,
                values);
    }

    /** Moves a message on; the message as it stands then, empty only if it is not on record. */
    private Optional<MessageRecord> advance(
            MessageId id, MessageState state, @Nullable String wamid, @Nullable Integer errorCode) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":state", string(state.name()));
        values.put(":progress", number(state.rank()));
        StringBuilder set = new StringBuilder("SET #state = :state, progress = :progress");
        if (wamid != null) {
            set.append(", wamid = :wamid");
            values.put(":wamid", string(wamid));
        }
        if (errorCode != null) {
            set.append(", errorCode = :errorCode");
            values.put(":errorCode", number(errorCode));
        }
        try {
            return Optional.of(record(dynamoDb.updateItem(request -> request.tableName(table)
                            .key(key(id))
                            .updateExpression(set + " REMOVE reason, notBefore")
                            .conditionExpression(SAYS_MORE)
                            .expressionAttributeNames(Map.of("#state", "state"))
                            .expressionAttributeValues(values)
                            .returnValues(ReturnValue.ALL_NEW)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                    .attributes()));
        } catch (ConditionalCheckFailedException e) {
            return e.hasItem() ? Optional.of(record(e.item())) : Optional.empty();
        }
    }

    private boolean update(MessageId id, String update, String condition, Map<String, AttributeValue> values) {
        try {
            dynamoDb.updateItem(request -> request.tableName(table)
                    .key(key(id))
                    .updateExpression(update)
                    .conditionExpression(condition)
                    .expressionAttributeNames(Map.of("#state", "state"))
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    @Override
    public Tally tally(String campaignId, Instant now) {
        Map<MessageState, Integer> states = new EnumMap<>(MessageState.class);
        Map<Reason, Integer> withheld = new EnumMap<>(Reason.class);
        for (int shard = 0; shard < SHARDS; shard++) {
            String partition = campaignId + "#" + shard;
            dynamoDb
                    .queryPaginator(request -> request.tableName(table)
                            .keyConditionExpression("pk = :shard")
                            .expressionAttributeValues(Map.of(":shard", string(partition)))
                            .consistentRead(true))
                    .items()
                    .stream()
                    .filter(this::isKept)
                    .map(DynamoDbMessages::record)
                    .forEach(record -> {
                        if (record.state() == MessageState.WITHHELD && record.reason() != null) {
                            withheld.merge(record.reason(), 1, Integer::sum);
                        } else {
                            states.merge(record.stateAt(now), 1, Integer::sum);
                        }
                    });
        }
        return new Tally(states, withheld);
    }

    @Override
    public void withhold(String campaignId, List<WithheldRow> rows) {
        for (int from = 0; from < rows.size(); from += MOST_ITEMS_PER_WRITE) {
            List<WriteRequest> puts = rows.subList(from, Math.min(rows.size(), from + MOST_ITEMS_PER_WRITE)).stream()
                    .map(row -> withheldItem(campaignId, row))
                    .map(item -> WriteRequest.builder()
                            .putRequest(PutRequest.builder().item(item).build())
                            .build())
                    .toList();
            BatchRounds.work(Map.of(table, puts), wanted -> dynamoDb.batchWriteItem(it -> it.requestItems(wanted))
                    .unprocessedItems());
        }
    }

    private Map<String, AttributeValue> withheldItem(String campaignId, WithheldRow row) {
        Map<String, AttributeValue> item =
                newItem(MessageId.ofCampaignRow(campaignId, row.row()), row.person(), MessageState.WITHHELD);
        item.put("reason", string(row.reason().name()));
        return item;
    }

    private Map<String, AttributeValue> newItem(MessageId id, PersonId person, MessageState state) {
        Map<String, AttributeValue> item = new HashMap<>(key(id));
        item.put("id", string(id.value()));
        item.put("person", string(person.value()));
        item.put("state", string(state.name()));
        item.put("progress", number(state.rank()));
        item.put("expiresAt", expiry());
        return item;
    }

    private AttributeValue expiry() {
        return number(clock.instant().plus(KEPT).getEpochSecond());
    }

    // DynamoDB deletes within days of the expiry; until then it is as if it had.
    private boolean isKept(Map<String, AttributeValue> item) {
        return number(item, "expiresAt") > clock.instant().getEpochSecond();
    }

    private static Map<String, AttributeValue> key(MessageId id) {
        var row = id.row();
        return row.isPresent()
                ? Map.of(
                        "pk", string(id.campaignId() + "#" + row.getAsInt() % SHARDS),
                        "sk", string("%09d".formatted(row.getAsInt())))
                : Map.of("pk", string(id.value()), "sk", string("m"));
    }

    private static MessageRecord record(Map<String, AttributeValue> item) {
        Long errorCode = Attributes.numberOrNull(item, "errorCode");
        Long attempt = Attributes.numberOrNull(item, "attempt");
        return new MessageRecord(
                new MessageId(string(item, "id")),
                new PersonId(string(item, "person")),
                MessageState.valueOf(string(item, "state")),
                attempt == null ? 0 : attempt.intValue(),
                Optional.ofNullable(Attributes.stringOrNull(item, "reason"))
                        .map(Reason::valueOf)
                        .orElse(null),
                Attributes.millisOrNull(item, "notBefore"),
                Attributes.millisOrNull(item, "leaseUntil"),
                Attributes.stringOrNull(item, "wamid"),
                errorCode == null ? null : errorCode.intValue(),
                Attributes.stringOrNull(item, "bodyHash"),
                Optional.ofNullable(item.get("decision")).map(AttributeValue::m).orElse(Map.of()).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, it -> it.getValue().s())));
    }

    private static AttributeValue strings(Map<String, String> values) {
        return AttributeValue.fromM(
                values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> string(it.getValue()))));
    }
}

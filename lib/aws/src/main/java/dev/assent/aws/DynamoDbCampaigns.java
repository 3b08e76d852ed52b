package dev.assent.aws;

import static dev.assent.aws.Attributes.bytes;
import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.string;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.assent.core.campaign.AudienceKeys;
import dev.assent.core.campaign.AudienceRow;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.contact.PersonId;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * CampaignTable: campaigns and their audiences.
 *
 * <pre>
 * pk             sk                what
 * campaigns      &lt;campaignId&gt;      list of all campaigns; ids sort by age
 * &lt;campaignId&gt;   campaign          body (JSON), rev
 * &lt;campaignId&gt;   chunk#&lt;index&gt;     rows (JSON, gzip): person ids or aliases and parameters, never phones
 * &lt;campaignId&gt;   keys#&lt;index&gt;      whom they mean: fingerprints of eight bytes
 * &lt;campaignId&gt;   person#&lt;id&gt;       row: the first stranger's row that turned out to mean this person
 * </pre>
 *
 * <p>Needs {@code dynamodb:GetItem}, {@code dynamodb:PutItem}, {@code dynamodb:Query}.
 */
public final class DynamoDbCampaigns implements Campaigns {

    private static final String NOT_ON_RECORD = "attribute_not_exists(pk)";
    private static final String NOBODY_WROTE_SINCE = "rev = :seen";
    private static final String FIRST_ROW_OF_THIS_PERSON = "attribute_not_exists(pk) OR #row = :row";
    private static final int MOST_LISTED = 100;

    private static final TypeReference<List<AudienceRow>> ROWS = new TypeReference<>() {};

    private final DynamoDbClient dynamoDb;
    private final String table;

    /** Campaigns in this table. */
    public DynamoDbCampaigns(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public void create(Campaign campaign) {
        dynamoDb.putItem(request ->
                request.tableName(table).item(Map.of("pk", string("campaigns"), "sk", string(campaign.id()))));
        try {
            dynamoDb.putItem(request ->
                    request.tableName(table).item(item(campaign.atRev(1))).conditionExpression(NOT_ON_RECORD));
        } catch (ConditionalCheckFailedException _) {
            // The same request once more; what stands stays.
        }
    }

    @Override
    public Optional<Campaign> find(String id) {
        var response = dynamoDb.getItem(
                request -> request.tableName(table).key(key(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(campaign(response.item())) : Optional.empty();
    }

    @Override
    public List<Campaign> newest() {
        var ids = dynamoDb.query(request -> request.tableName(table)
                .keyConditionExpression("pk = :campaigns")
                .expressionAttributeValues(Map.of(":campaigns", string("campaigns")))
                .scanIndexForward(false)
                .consistentRead(true)
                .limit(MOST_LISTED));
        return ids.items().stream()
                .map(item -> find(string(item, "sk")))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean update(Campaign changed) {
        try {
            dynamoDb.putItem(request -> request.tableName(table)
                    .item(item(changed.atRev(changed.rev() + 1)))
                    .conditionExpression(NOBODY_WROTE_SINCE)
                    .expressionAttributeValues(Map.of(":seen", number(changed.rev()))));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException _) {
            return false;
        }
    }

    @Override
    public boolean addChunk(Campaign changed, int index, List<AudienceRow> rows) {
        Put campaign = Put.builder()
                .tableName(table)
                .item(item(changed.atRev(changed.rev() + 1)))
                .conditionExpression(NOBODY_WROTE_SINCE)
                .expressionAttributeValues(Map.of(":seen", number(changed.rev())))
                .build();
        Put chunk = newItem(Map.of(
                "pk", string(changed.id()),
                "sk", string(chunkKey(index)),
                "rows", AttributeValue.fromB(SdkBytes.fromByteArray(Gzip.pack(Json.write(rows))))));
        Put keys = newItem(Map.of(
                "pk", string(changed.id()),
                "sk", string("keys#%06d".formatted(index)),
                "keys", AttributeValue.fromB(written(AudienceKeys.of(rows)))));
        try {
            dynamoDb.transactWriteItems(request -> request.transactItems(
                    TransactWriteItem.builder().put(campaign).build(),
                    TransactWriteItem.builder().put(chunk).build(),
                    TransactWriteItem.builder().put(keys).build()));
            return true;
        } catch (TransactionCanceledException e) {
            if (e.cancellationReasons().stream().anyMatch(it -> Set.of("ConditionalCheckFailed", "TransactionConflict")
                    .contains(it.code()))) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<AudienceRow> chunk(String campaignId, int index) {
        var response = dynamoDb.getItem(request -> request.tableName(table)
                .key(Map.of("pk", string(campaignId), "sk", string(chunkKey(index))))
                .consistentRead(true));
        return response.hasItem()
                ? Json.read(Gzip.unpack(bytes(response.item(), "rows").asByteArray()), ROWS)
                : List.of();
    }

    @Override
    public AudienceKeys keys(String campaignId) {
        Set<Long> fingerprints = new HashSet<>();
        dynamoDb.queryPaginator(request -> request.tableName(table)
                        .keyConditionExpression("pk = :campaign AND begins_with(sk, :keys)")
                        .expressionAttributeValues(Map.of(":campaign", string(campaignId), ":keys", string("keys#")))
                        .consistentRead(true))
                .items()
                .forEach(item -> {
                    LongBuffer keys = bytes(item, "keys").asByteBuffer().asLongBuffer();
                    while (keys.hasRemaining()) {
                        fingerprints.add(keys.get());
                    }
                });
        return new AudienceKeys(fingerprints);
    }

    private static SdkBytes written(AudienceKeys keys) {
        ByteBuffer bytes = ByteBuffer.allocate(keys.fingerprints().size() * Long.BYTES);
        keys.fingerprints().forEach(bytes::putLong);
        return SdkBytes.fromByteBuffer(bytes.flip());
    }

    @Override
    public Set<Integer> duplicates(String campaignId, Map<Integer, PersonId> found) {
        Set<Integer> duplicates = ConcurrentHashMap.newKeySet();
        Map<PersonId, Integer> firstRows = new HashMap<>();
        new TreeMap<>(found).forEach((row, person) -> {
            if (firstRows.putIfAbsent(person, row) != null) {
                duplicates.add(row);
            }
        });
        ManyWrites.each(firstRows.entrySet(), it -> {
            if (!isFirstRowOf(campaignId, it.getKey(), it.getValue())) {
                duplicates.add(it.getValue());
            }
        });
        return duplicates;
    }

    private boolean isFirstRowOf(String campaignId, PersonId person, int row) {
        try {
            dynamoDb.putItem(request -> request.tableName(table)
                    .item(Map.of(
                            "pk", string(campaignId), "sk", string("person#" + person.value()), "row", number(row)))
                    .conditionExpression(FIRST_ROW_OF_THIS_PERSON)
                    .expressionAttributeNames(Map.of("#row", "row"))
                    .expressionAttributeValues(Map.of(":row", number(row)))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.NONE));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private Put newItem(Map<String, AttributeValue> item) {
        return Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression(NOT_ON_RECORD)
                .build();
    }

    private static Map<String, AttributeValue> item(Campaign campaign) {
        Map<String, AttributeValue> item = new HashMap<>(key(campaign.id()));
        item.put("body", string(Json.write(campaign)));
        item.put("rev", number(campaign.rev()));
        return item;
    }

    private static Campaign campaign(Map<String, AttributeValue> item) {
        return Json.read(string(item, "body"), Campaign.class);
    }

    private static Map<String, AttributeValue> key(String campaignId) {
        return Map.of("pk", string(campaignId), "sk", string("campaign"));
    }

    private static String chunkKey(int index) {
        return "chunk#%06d".formatted(index);
    }
}

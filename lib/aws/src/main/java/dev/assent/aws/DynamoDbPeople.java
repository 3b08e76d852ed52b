package dev.assent.aws;

import static dev.assent.aws.Attributes.millis;
import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.seconds;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * ConsentTable: people, how they are found, and their ledgers.
 *
 * <pre>
 * pk             sk               what
 * a#&lt;alias&gt;      alias            personId
 * p#&lt;personId&gt;   state            phone, userId, topics, suppressions, windows, lastAt, claims, charge, marketingAt,
 *                                 coolOffUntil, confirmedStopAt, zone, minor, reviewSince, agentUntil, movedTo,
 *                                 ledgerSeq, ledgerHash, rev
 * p#&lt;personId&gt;   l#&lt;seq&gt;          one ledger row
 * p#&lt;personId&gt;   f#&lt;factId&gt;       the fact is on record
 * </pre>
 *
 * <p>Needs {@code dynamodb:GetItem}, {@code dynamodb:BatchGetItem}, {@code dynamodb:UpdateItem}; to record facts also
 * {@code dynamodb:PutItem}; to read ledgers also {@code dynamodb:Query}.
 */
public final class DynamoDbPeople implements People {

    private static final String NOBODY_WROTE_SINCE = "rev = :seen";
    private static final String NOT_ON_RECORD = "attribute_not_exists(pk)";

    private final DynamoDbClient dynamoDb;
    private final String table;

    /** People in this table. */
    public DynamoDbPeople(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Map<Alias, PersonId> behind(Collection<Alias> aliases) {
        List<Map<String, AttributeValue>> keys =
                aliases.stream().distinct().map(DynamoDbPeople::key).toList();
        Map<Alias, PersonId> found = new HashMap<>();
        BatchGet.read(
                dynamoDb,
                table,
                keys,
                item -> found.put(
                        new Alias(string(item, "pk").substring("a#".length())),
                        new PersonId(string(item, "personId"))));
        return found;
    }

    @Override
    public Optional<PersonState> find(PersonId id) {
        var response = dynamoDb.getItem(
                request -> request.tableName(table).key(stateKey(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(PersonItem.read(id, response.item())) : Optional.empty();
    }

    @Override
    public Map<PersonId, PersonState> findAll(Collection<PersonId> ids) {
        List<Map<String, AttributeValue>> keys =
                ids.stream().distinct().map(DynamoDbPeople::stateKey).toList();
        Map<PersonId, PersonState> found = new HashMap<>();
        BatchGet.read(dynamoDb, table, keys, item -> {
            PersonId id = new PersonId(string(item, "pk").substring("p#".length()));
            found.put(id, PersonItem.read(id, item));
        });
        return found;
    }

    @Override
    public Write.OfState update(PersonState after) {
        Update update = updateOf(after);
        try {
            dynamoDb.updateItem(request -> request.tableName(table)
                    .key(update.key())
                    .updateExpression(update.updateExpression())
                    .conditionExpression(update.conditionExpression())
                    .expressionAttributeNames(update.expressionAttributeNames())
                    .expressionAttributeValues(update.expressionAttributeValues())
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return new Write.Written(after.atRev(after.rev() + 1));
        } catch (ConditionalCheckFailedException e) {
            return new Write.LostRace(
                    e.hasItem() ? Optional.of(PersonItem.read(after.id(), e.item())) : Optional.empty());
        } catch (TransactionConflictException _) {
            // A consent fact of this person is just being recorded; it came first.
            return new Write.LostRace(Optional.empty());
        }
    }

    @Override
    public Write record(Change change) {
        PersonState after = change.after();
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(TransactWriteItem.builder().update(updateOf(after)).build());
        LedgerRow row = change.row();
        if (row != null) {
            writes.add(putIfAbsent(Map.of(
                    "pk", string("p#" + after.id().value()),
                    "sk", string("f#" + row.factId()),
                    "seq", number(row.seq()))));
            writes.add(putIfAbsent(ledgerItem(after.id(), row)));
        }
        for (Alias alias : change.newAliases()) {
            Map<String, AttributeValue> item = new HashMap<>(key(alias));
            item.put("personId", string(after.id().value()));
            writes.add(putIfAbsent(item));
        }
        try {
            dynamoDb.transactWriteItems(request -> request.transactItems(writes));
            return new Write.Written(after.atRev(after.rev() + 1));
        } catch (TransactionCanceledException e) {
            return whyCancelled(e, row != null);
        }
    }

    private static Write whyCancelled(TransactionCanceledException cancelled, boolean withFact) {
        List<String> codes = cancelled.cancellationReasons().stream()
                .map(CancellationReason::code)
                .toList();
        if (withFact && codes.size() > 1 && codes.get(1).equals("ConditionalCheckFailed")) {
            return new Write.AlreadyRecorded();
        }
        if (codes.contains("ConditionalCheckFailed") || codes.contains("TransactionConflict")) {
            return new Write.LostRace(Optional.empty());
        }
        throw cancelled;
    }

    private Update updateOf(PersonState after) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> set = new ArrayList<>(List.of("rev = :next"));
        List<String> remove = new ArrayList<>();
        PersonItem.attributes(after).forEach((name, value) -> {
            names.put("#" + name, name);
            value.ifPresentOrElse(
                    present -> {
                        set.add("#" + name + " = :" + name);
                        values.put(":" + name, present);
                    },
                    () -> remove.add("#" + name));
        });
        values.put(":next", number(after.rev() + 1));
        if (after.rev() > 0) {
            values.put(":seen", number(after.rev()));
        }
        return Update.builder()
                .tableName(table)
                .key(stateKey(after.id()))
                .updateExpression("SET " + String.join(", ", set)
                        + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove)))
                .conditionExpression(after.rev() > 0 ? NOBODY_WROTE_SINCE : NOT_ON_RECORD)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    private TransactWriteItem putIfAbsent(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(it -> it.tableName(table).item(item).conditionExpression(NOT_ON_RECORD))
                .build();
    }

    @Override
    public List<LedgerRow> ledger(PersonId id) {
        return dynamoDb
                .queryPaginator(request -> request.tableName(table)
                        .keyConditionExpression("pk = :person AND begins_with(sk, :ledger)")
                        .expressionAttributeValues(
                                Map.of(":person", string("p#" + id.value()), ":ledger", string("l#")))
                        .consistentRead(true))
                .items()
                .stream()
                .map(DynamoDbPeople::ledgerRow)
                .toList();
    }

    private static Map<String, AttributeValue> ledgerItem(PersonId person, LedgerRow row) {
        return Map.ofEntries(
                Map.entry("pk", string("p#" + person.value())),
                Map.entry("sk", string("l#%012d".formatted(row.seq()))),
                Map.entry("seq", number(row.seq())),
                Map.entry("kind", string(row.kind())),
                Map.entry("factId", string(row.factId())),
                Map.entry("at", seconds(row.at())),
                Map.entry("recordedAt", millis(row.recordedAt())),
                Map.entry("contentDigest", string(row.contentDigest())),
                Map.entry("previousHash", string(row.previousHash())),
                Map.entry("hash", string(row.hash())),
                Map.entry(
                        "content",
                        AttributeValue.fromM(row.content().entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, it -> string(it.getValue()))))),
                Map.entry("contentKey", string(row.contentKey())));
    }

    private static LedgerRow ledgerRow(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> content =
                Optional.ofNullable(item.get("content")).map(AttributeValue::m).orElse(Map.of());
        return new LedgerRow(
                number(item, "seq"),
                string(item, "kind"),
                string(item, "factId"),
                seconds(item, "at"),
                millis(item, "recordedAt"),
                string(item, "contentDigest"),
                string(item, "previousHash"),
                string(item, "hash"),
                content.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, it -> it.getValue().s(), (one, _) -> one, TreeMap::new)),
                Optional.ofNullable(Attributes.stringOrNull(item, "contentKey")).orElse(""));
    }

    private static Map<String, AttributeValue> stateKey(PersonId id) {
        return Map.of("pk", string("p#" + id.value()), "sk", string("state"));
    }

    private static Map<String, AttributeValue> key(Alias alias) {
        return Map.of("pk", string("a#" + alias.value()), "sk", string("alias"));
    }
}

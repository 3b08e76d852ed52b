package dev.assent.aws;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.rules;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Controls;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Headroom;
import dev.assent.testing.MutableClock;
import dev.assent.testing.fake.InMemoryMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** What AWS does and the emulators never do by themselves: conflicts, throttling, late deletion, partial failures. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EmulatorGapsTest {

    private static final Backend BACKEND = Backend.all().getFirst();

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final String table = BACKEND.newTable();
    private final People people = new DynamoDbPeople(BACKEND.dynamoDb(), table);

    @Test
    void a_claim_that_conflicts_with_a_transaction_is_decided_anew() {
        PersonId kim = record(people, "in").person().id();
        DynamoDbClient conflicting = dynamoDb("updateItem", (call, _) -> {
            if (call == 1) {
                // The transaction that it conflicts with: a STOP, committed just now.
                consent(people).record(contact(1), stop("stop", NOW), null, NOW);
                throw TransactionConflictException.builder().message("conflict").build();
            }
            return Optional.empty();
        });
        var gate = new Gate(new DynamoDbPeople(conflicting, table), new InMemoryMessages(), rules());

        var pass = claim(gate, offer(new MessageId("m-1"), kim));

        assertThat(pass).isInstanceOf(Gate.Pass.Refused.class);
        assertThat(pass.toString()).contains("OPTED_OUT");
    }

    @Test
    void a_fact_whose_transaction_conflicts_is_recorded_once() {
        DynamoDbClient conflicting = dynamoDb("transactWriteItems", (call, _) -> {
            if (call <= 3) {
                throw cancelled("None", "TransactionConflict", "None");
            }
            return Optional.empty();
        });
        var store = new DynamoDbPeople(conflicting, table);

        RecordConsent.Result.Recorded recorded = record(store, "in");

        assertThat(recorded.firstTime()).isTrue();
        assertThat(people.ledger(recorded.person().id())).hasSize(1);
    }

    @Test
    void a_throttled_transaction_leaves_nothing_half_written_and_is_no_answer() {
        DynamoDbClient throttled = dynamoDb("transactWriteItems", (_, _) -> {
            throw cancelled("ThrottlingError", "None", "None");
        });

        assertThatThrownBy(() -> record(new DynamoDbPeople(throttled, table), "in"))
                .isInstanceOf(TransactionCanceledException.class);

        assertThat(people.behind(IDENTITY_KEY.aliasesOf(contact(1)))).isEmpty();
        assertThat(record(people, "in").firstTime()).isTrue();
    }

    @Test
    void a_throttled_claim_is_no_answer_and_claims_nothing() {
        PersonState kim = record(people, "in").person();
        DynamoDbClient throttled = dynamoDb("updateItem", (_, _) -> {
            throw ProvisionedThroughputExceededException.builder()
                    .message("slow down")
                    .build();
        });
        var gate = new Gate(new DynamoDbPeople(throttled, table), new InMemoryMessages(), rules());

        assertThatThrownBy(() -> claim(gate, offer(new MessageId("m-1"), kim.id())))
                .isInstanceOf(ProvisionedThroughputExceededException.class);

        assertThat(people.find(kim.id())).contains(kim);
    }

    @Test
    void keys_that_a_batch_left_out_are_read_again() {
        List<MessageId> ids =
                IntStream.range(0, 30).mapToObj(it -> new MessageId("m-" + it)).toList();
        var messages = messages(BACKEND.dynamoDb());
        ids.forEach(it -> messages.queued(queued(it)));
        DynamoDbClient partial = dynamoDb(
                "batchGetItem",
                (call, request) -> call == 1
                        ? Optional.of(BatchGetItemResponse.builder()
                                .unprocessedKeys(Injected.<BatchGetItemRequest.Builder>applied(
                                                request, BatchGetItemRequest.builder())
                                        .build()
                                        .requestItems())
                                .responses(Map.of())
                                .build())
                        : Optional.empty());

        assertThat(messages(partial).find(ids)).hasSize(30);
    }

    @Test
    void a_batch_that_is_never_taken_whole_is_no_answer() {
        DynamoDbClient refusing = dynamoDb(
                "batchWriteItem",
                (_, _) -> Optional.of(BatchWriteItemResponse.builder()
                        .unprocessedItems(Map.of(
                                table,
                                List.of(WriteRequest.builder()
                                        .deleteRequest(it -> it.key(Map.of("pk", AttributeValue.fromS("x"))))
                                        .build())))
                        .build()));
        var row = new CampaignOutcomes.WithheldRow(1, new PersonId("p-1"), Reason.NO_OPT_IN);

        assertThatThrownBy(() -> messages(refusing).withhold("c-1", List.of(row)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("left items of a batch out");
    }

    @Test
    void an_expired_message_is_gone_whether_it_was_deleted_yet_or_not() {
        var messages = messages(BACKEND.dynamoDb());
        var id = new MessageId("c-1-1");
        messages.withhold("c-1", List.of(new CampaignOutcomes.WithheldRow(1, new PersonId("p-1"), Reason.NO_OPT_IN)));
        assertThat(messages.find(List.of(id))).hasSize(1);
        assertThat(messages.tally("c-1", clock.instant()).withheld()).hasSize(1);

        clock.advance(Duration.ofDays(91));

        assertThat(messages.find(List.of(id))).isEmpty();
        assertThat(messages.tally("c-1", clock.instant()).withheld()).isEmpty();

        deleteAll();

        assertThat(messages.find(List.of(id))).isEmpty();
        assertThat(messages.reported(id, MessageState.DELIVERED, "wamid.1", null))
                .isEmpty();
    }

    @Test
    void messages_that_a_queue_refused_are_sent_again_and_no_others() {
        String queue = BACKEND.newQueue();
        List<List<String>> requests = new ArrayList<>();
        SqsClient partial = Injected.into(SqsClient.class, BACKEND.sqs(), "sendMessageBatch", (call, request) -> {
            var batch = Injected.<SendMessageBatchRequest.Builder>applied(request, SendMessageBatchRequest.builder())
                    .build();
            requests.add(batch.entries().stream().map(it -> it.id()).toList());
            return call == 1
                    ? Optional.of(SendMessageBatchResponse.builder()
                            .failed(BatchResultErrorEntry.builder()
                                    .id("1")
                                    .code("InternalError")
                                    .senderFault(false)
                                    .build())
                            .build())
                    : Optional.empty();
        });

        new SqsSendQueues(partial, Map.of(OutboundMessage.Priority.BULK, queue))
                .enqueue(
                        List.of(
                                offer(new MessageId("m-1"), new PersonId("p-1")),
                                offer(new MessageId("m-2"), new PersonId("p-2"))),
                        Duration.ZERO);

        assertThat(requests).containsExactly(List.of("0", "1"), List.of("1"));
    }

    @Test
    void a_queue_that_goes_on_refusing_is_no_answer() {
        SqsClient refusing = Injected.into(
                SqsClient.class,
                BACKEND.sqs(),
                "sendMessageBatch",
                (_, _) -> Optional.of(SendMessageBatchResponse.builder()
                        .failed(BatchResultErrorEntry.builder()
                                .id("0")
                                .code("InternalError")
                                .build())
                        .build()));
        var queues = new SqsSendQueues(refusing, Map.of(OutboundMessage.Priority.BULK, "any"));

        assertThatThrownBy(
                        () -> queues.enqueue(List.of(offer(new MessageId("m-1"), new PersonId("p-1"))), Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SQS refused 1 messages");
    }

    private static Gate.Pass claim(Gate gate, OutboundMessage message) {
        Gate.Look look = gate.look(List.of(message), NOW).getFirst();
        return gate.claim(look, Controls.FREE, Headroom.ROOM, Headroom.ROOM, new Gate.Attempt("w", NOW, NOW));
    }

    private static DynamoDbClient dynamoDb(String operation, Injected.Instead instead) {
        return Injected.into(DynamoDbClient.class, BACKEND.dynamoDb(), operation, instead);
    }

    private static RecordConsent consent(People store) {
        return new RecordConsent(store, IDENTITY_KEY, new Random(3));
    }

    private static RecordConsent.Result.Recorded record(People store, String factId) {
        return (RecordConsent.Result.Recorded)
                consent(store).record(contact(1), optIn(factId, NOW.minusSeconds(60), "offers"), null, NOW);
    }

    private DynamoDbMessages messages(DynamoDbClient client) {
        return new DynamoDbMessages(client, table, clock);
    }

    private static MessageRecord queued(MessageId id) {
        return MessageRecord.queued(id, new PersonId("p-1"), "hash", null);
    }

    private void deleteAll() {
        BACKEND.dynamoDb().scan(request -> request.tableName(table)).items().forEach(item -> BACKEND.dynamoDb()
                .deleteItem(
                        request -> request.tableName(table).key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))));
    }

    private static TransactionCanceledException cancelled(String... codes) {
        return TransactionCanceledException.builder()
                .message("cancelled")
                .cancellationReasons(java.util.Arrays.stream(codes)
                        .map(it -> CancellationReason.builder().code(it).build())
                        .toList())
                .build();
    }
}

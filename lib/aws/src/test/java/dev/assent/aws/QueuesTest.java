package dev.assent.aws;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.assent.core.contact.PersonId;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes into queues comes out of them, on every backend that can be had. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.assent.aws.Backend#all")
@DisplayNameGeneration(ReplaceUnderscores.class)
class QueuesTest {

    private static final PersonId KIM = new PersonId("p-kim");

    private final Backend backend;

    QueuesTest(Backend backend) {
        this.backend = backend;
    }

    @Test
    void messages_come_out_of_their_send_queue_as_they_went_in() {
        String bulk = backend.newQueue();
        var queues = new SqsSendQueues(
                backend.sqs(),
                Map.of(OutboundMessage.Priority.BULK, bulk, OutboundMessage.Priority.HIGH, backend.newQueue()));
        List<OutboundMessage> messages = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            messages.add(i % 2 == 0 ? offer(new MessageId("m-" + i), KIM) : text(new MessageId("m-" + i), KIM));
        }

        queues.enqueue(messages, Duration.ZERO);

        assertThat(queues.depth(OutboundMessage.Priority.BULK)).isEqualTo(23);
        assertThat(queues.depth(OutboundMessage.Priority.HIGH)).isZero();
        assertThat(receive(bulk, 23).stream().map(it -> Json.read(it, OutboundMessage.class)))
                .containsExactlyInAnyOrderElementsOf(messages);
    }

    @Test
    void what_people_say_goes_to_both_queues_and_its_text_to_one() {
        String inbound = backend.newQueue();
        String events = backend.newQueue();
        var stop = new InboundEvent.MessageReceived("wamid.1", contact(1), NUMBER, NOW, "STOP", "STOP_PAYLOAD");
        var status =
                new InboundEvent.StatusReported(new MessageId("m-1"), "100", MessageState.SENT, NOW, "wamid.2", null);
        var preference = new InboundEvent.PreferenceChanged("f1", contact(1), NOW, true, false);

        new SqsInboundQueues(backend.sqs(), inbound, events).send(List.of(stop, status, preference));

        assertThat(receive(inbound, 2).stream().flatMap(it -> SqsInboundQueues.read(it).stream()))
                .containsExactlyInAnyOrder(stop, preference);
        String event = receive(events, 1).getFirst();
        assertThat(event).doesNotContain("STOP");
        assertThat(SqsInboundQueues.read(event)).hasSize(2).contains(status);
    }

    @Test
    void one_bad_message_of_a_batch_comes_back_and_holds_up_no_other() {
        var batch = new SQSEvent();
        batch.setRecords(List.of(record("1", "good"), record("2", "bad"), record("3", "good")));
        List<String> done = new ArrayList<>();

        SQSBatchResponse response = SqsBatch.process(batch, message -> {
            if (message.getBody().equals("bad")) {
                throw new IllegalStateException("broken on purpose");
            }
            done.add(message.getMessageId());
        });

        assertThat(done).containsExactly("1", "3");
        assertThat(response.getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("2");
    }

    @Test
    void a_queued_message_holds_its_fields_and_nothing_computed() {
        assertThat(Json.write(offer(new MessageId("m-1"), KIM)))
                .isEqualTo(
                        "{\"id\":\"m-1\",\"attempt\":1,\"to\":\"p-kim\",\"from\":\"100000000000001\",\"brand\":\"Acme\","
                                + "\"content\":{\"kind\":\"TEMPLATE\",\"name\":\"summer_sale\",\"language\":\"en\","
                                + "\"category\":\"MARKETING\",\"topic\":\"offers\",\"parameters\":[\"Kim\"],\"buttons\":[]},\"priority\":\"BULK\"}");
    }

    @Test
    void what_is_no_message_is_refused_without_being_quoted() {
        assertThatThrownBy(() -> Json.read("{\"to\":\"+4915112345678\",\"priority\":\"x\"}", OutboundMessage.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageNotContaining("4915112345678");
    }

    @Test
    void the_catalogue_carries_the_business_name_of_the_deployment() {
        var catalogue = AssentConfig.catalogue("Bolt");

        assertThat(catalogue.defaultBrand()).isEqualTo("Bolt");
        assertThat(catalogue.template("summer_sale", "en")).isPresent();
        assertThat(catalogue.reply("stop-confirmation", "de")).contains("Bolt").contains("START");
        assertThat(catalogue.reply("stop-confirmation", "fr")).startsWith("You will");
    }

    private static SQSEvent.SQSMessage record(String id, String body) {
        var message = new SQSEvent.SQSMessage();
        message.setMessageId(id);
        message.setBody(body);
        return message;
    }

    private List<String> receive(String queue, int count) {
        List<String> bodies = new ArrayList<>();
        while (bodies.size() < count) {
            backend.sqs()
                    .receiveMessage(request ->
                            request.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(2))
                    .messages()
                    .forEach(message -> bodies.add(message.body()));
        }
        return bodies;
    }
}

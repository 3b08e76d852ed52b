package dev.assent.sendworker;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.plan;
import static dev.assent.testing.Fixtures.rules;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.DeadLetters;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Later;
import dev.assent.core.send.SendResult;
import dev.assent.core.send.SendWorker;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.MutableClock;
import dev.assent.testing.SteppedPace;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SendWorkerHandlerTest {

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryMessages messages = new InMemoryMessages();
    private final InMemorySendQueues queues = new InMemorySendQueues();
    private final Queue<OutboundMessage> arrived = new ConcurrentLinkedQueue<>();
    private Bsp bsp = (message, _) -> () -> {
        arrived.add(message);
        return new SendResult.Accepted("wamid.1");
    };
    private int remainingMillis = 15_000;

    @Test
    void a_message_is_sent_and_its_record_deleted() throws IOException {
        assertThat(handle(event(agreed())).getBatchItemFailures()).isEmpty();

        assertThat(arrived).hasSize(1);
        assertThat(messages.find(new MessageId("c-event-1")).orElseThrow().state())
                .isEqualTo(MessageState.SENT);
    }

    @Test
    void what_cannot_be_read_comes_back_until_the_dead_letter_queue_has_it() throws IOException {
        SQSEvent event = event(agreed());
        event.getRecords().getFirst().setBody("{\"id\":");

        assertThat(handle(event).getBatchItemFailures()).hasSize(1);
        assertThat(arrived).isEmpty();
    }

    @Test
    void what_something_broken_kept_from_being_sent_comes_back() throws IOException {
        bsp = (_, _) -> () -> {
            throw new IllegalStateException("broken on purpose");
        };

        assertThat(handle(event(agreed())).getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("00000000-0000-4000-8000-000000000001");
    }

    @Test
    void a_dead_letter_is_tried_alone_and_comes_back_until_its_fate_is_on_record() throws IOException {
        SQSEvent event = event(agreed());
        event.getRecords().getFirst().setEventSourceArn("arn:aws:sqs:us-east-1:000000000000:BulkSendDeadLetterQueue");
        bsp = (_, _) -> () -> {
            throw new IllegalStateException("broken on purpose");
        };
        assertThat(handle(event).getBatchItemFailures()).hasSize(1);
        assertThat(handle(event).getBatchItemFailures()).isEmpty();
        assertThat(messages.find(new MessageId("c-event-1")).orElseThrow().state())
                .isEqualTo(MessageState.SENDING);
        assertThat(arrived).isEmpty();
    }

    @Test
    void without_time_for_an_answer_nothing_is_started() throws IOException {
        remainingMillis = 10_500;

        assertThat(handle(event(agreed())).getBatchItemFailures()).isEmpty();

        assertThat(arrived).isEmpty();
        assertThat(queues.takeAll()).hasSize(1);
    }

    private String agreed() {
        var recorded = new RecordConsent(people, IDENTITY_KEY, new Random(1))
                .record(contact(1), optIn("in", clock.instant(), "offers"), null, clock.instant());
        return ((RecordConsent.Result.Recorded) recorded).person().id().value();
    }

    private static SQSEvent event(String person) throws IOException {
        String json = Files.readString(Path.of(System.getProperty("assent.root"), "events/send-worker/offer.json"));
        return JsonMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .build()
                .readValue(json.replace("p-event", person), SQSEvent.class);
    }

    private SQSBatchResponse handle(SQSEvent event) {
        var tools = new Tools(
                new Gate(people, messages, rules()),
                messages,
                (message, person) -> bsp.request(message, person),
                new Later(queues, new InMemoryDueItems()),
                counters(100),
                plan(new SendRate(80, 0)),
                new SteppedPace(clock),
                new Random(7));
        var limits = new SendWorkerHandler.Limits(Duration.ofSeconds(10));
        return new SendWorkerHandler(new SendWorker(tools), new DeadLetters(tools), limits, clock)
                .handleRequest(event, new TimeLeft(remainingMillis));
    }

    /** A context that only knows how much time is left. */
    @SuppressWarnings("NullAway") // The handler asks for nothing else.
    private record TimeLeft(int getRemainingTimeInMillis) implements Context {

        @Override
        public String getAwsRequestId() {
            return "request";
        }

        @Override
        public String getLogGroupName() {
            return "";
        }

        @Override
        public String getLogStreamName() {
            return "";
        }

        @Override
        public String getFunctionName() {
            return "send-worker";
        }

        @Override
        public String getFunctionVersion() {
            return "";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "";
        }

        @Override
        public CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 512;
        }

        @Override
        public LambdaLogger getLogger() {
            return null;
        }
    }
}

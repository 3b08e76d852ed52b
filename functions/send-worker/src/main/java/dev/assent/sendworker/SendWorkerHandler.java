package dev.assent.sendworker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.assent.aws.Json;
import dev.assent.aws.SqsBatch;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.DeadLetters;
import dev.assent.core.send.SendWorker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends the messages of a batch, each at most once; gives back only those that something broken kept it from. */
@Singleton
public class SendWorkerHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    /** Between the last answer that may still come and the end of the function's time. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(SendWorkerHandler.class.getName());

    private static final String DEAD_LETTERS = "DeadLetterQueue";

    private final SendWorker worker;
    private final DeadLetters deadLetters;
    private final Limits limits;
    private final InstantSource clock;

    /** How long a request may take. */
    record Limits(Duration httpTimeout) {}

    SendWorkerHandler(SendWorker worker, DeadLetters deadLetters, Limits limits, InstantSource clock) {
        this.worker = worker;
        this.deadLetters = deadLetters;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        List<SQSEvent.SQSMessage> records = SqsBatch.records(batch);
        return records.stream()
                        .anyMatch(it -> String.valueOf(it.getEventSourceArn()).contains(DEAD_LETTERS))
                ? SqsBatch.process(batch, record -> settle(record, lastStart(context)))
                : send(records, context);
    }

    private void settle(SQSEvent.SQSMessage record, Instant lastStart) {
        OutboundMessage message;
        try {
            message = Json.read(record.getBody(), OutboundMessage.class);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Unreadable dead letter " + record.getMessageId(), e);
            deadLetters.settleUnreadable(record.getMessageId());
            return;
        }
        try {
            if (!deadLetters.settle(message, receives(record), lastStart)) {
                throw new IllegalStateException("Something broken kept it from a last try");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while settling", e);
        }
    }

    private static int receives(SQSEvent.SQSMessage record) {
        return Integer.parseInt(record.getAttributes().getOrDefault("ApproximateReceiveCount", "1"));
    }

    private SQSBatchResponse send(List<SQSEvent.SQSMessage> records, Context context) {
        List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
        Map<String, OutboundMessage> messages = new LinkedHashMap<>();
        for (SQSEvent.SQSMessage record : records) {
            try {
                messages.put(record.getMessageId(), Json.read(record.getBody(), OutboundMessage.class));
            } catch (RuntimeException e) {
                // Comes back until the dead-letter queue has it.
                LOG.log(System.Logger.Level.ERROR, "Unreadable message " + record.getMessageId(), e);
                failures.add(new SQSBatchResponse.BatchItemFailure(record.getMessageId()));
            }
        }
        Set<MessageId> broken = send(List.copyOf(messages.values()), lastStart(context));
        messages.forEach((recordId, message) -> {
            if (broken.contains(message.id())) {
                failures.add(new SQSBatchResponse.BatchItemFailure(recordId));
            }
        });
        return new SQSBatchResponse(failures);
    }

    private Set<MessageId> send(List<OutboundMessage> messages, Instant lastStart) {
        try {
            return worker.send(messages, lastStart);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while sending", e);
        }
    }

    private Instant lastStart(Context context) {
        return clock.instant()
                .plusMillis(context.getRemainingTimeInMillis())
                .minus(limits.httpTimeout())
                .minus(RESERVE);
    }
}

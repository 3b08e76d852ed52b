package dev.assent.aws;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A partial batch response: messages that could not be worked on come back after the visibility timeout, the others are
 * done. Without {@code ReportBatchItemFailures} in template.yaml Lambda ignores it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">AWS: partial batch
 *     responses</a>
 */
public final class SqsBatch {

    private static final System.Logger LOG = System.getLogger(SqsBatch.class.getName());

    private SqsBatch() {}

    /** Works on each message by itself; one that throws comes back and holds up no other. */
    public static SQSBatchResponse process(SQSEvent batch, Consumer<SQSEvent.SQSMessage> work) {
        List<SQSBatchResponse.BatchItemFailure> failures = records(batch).stream()
                .filter(message -> !succeeds(work, message))
                .map(message -> new SQSBatchResponse.BatchItemFailure(message.getMessageId()))
                .toList();
        return new SQSBatchResponse(failures);
    }

    /** Works on each element of each message; one that throws brings its message back, after the others were done. */
    public static <T> SQSBatchResponse processEach(
            SQSEvent batch, Function<SQSEvent.SQSMessage, List<T>> read, Consumer<T> work) {
        return process(batch, message -> {
            List<RuntimeException> failures = new ArrayList<>();
            for (T element : read.apply(message)) {
                try {
                    work.accept(element);
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        });
    }

    /**
     * A batch's messages.
     *
     * @throws IllegalArgumentException if the event is none of SQS's
     */
    public static List<SQSEvent.SQSMessage> records(SQSEvent batch) {
        if (batch.getRecords() == null) {
            throw new IllegalArgumentException("This event is no batch of SQS: it has no Records");
        }
        return batch.getRecords();
    }

    private static boolean succeeds(Consumer<SQSEvent.SQSMessage> work, SQSEvent.SQSMessage message) {
        try {
            work.accept(message);
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Message " + message.getMessageId() + " comes back", e);
            return false;
        }
    }
}

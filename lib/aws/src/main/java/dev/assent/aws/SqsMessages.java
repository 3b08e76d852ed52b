package dev.assent.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Sends many messages to one queue, in batches; returns only once every one of them was accepted. */
final class SqsMessages {

    private static final int MOST_PER_BATCH = 10;

    // A batch holds 1 MiB; a character takes up to three bytes.
    private static final int CHARACTERS_PER_BATCH = 250_000;

    private static final int ROUNDS = 4;

    /** A message: its body, and the group for fair sharing, or null for none. */
    record Body(String text, @Nullable String group) {}

    private SqsMessages() {}

    /**
     * @throws IllegalStateException if the queue goes on refusing some of them; those before may have been accepted
     */
    static void send(SqsClient sqs, String queueUrl, List<Body> bodies, Duration delay) {
        List<Body> batch = new ArrayList<>();
        int characters = 0;
        for (Body body : bodies) {
            boolean full =
                    batch.size() == MOST_PER_BATCH || characters + body.text().length() > CHARACTERS_PER_BATCH;
            if (full && !batch.isEmpty()) {
                sendBatch(sqs, queueUrl, batch, delay);
                batch = new ArrayList<>();
                characters = 0;
            }
            batch.add(body);
            characters += body.text().length();
        }
        if (!batch.isEmpty()) {
            sendBatch(sqs, queueUrl, batch, delay);
        }
    }

    private static void sendBatch(SqsClient sqs, String queueUrl, List<Body> bodies, Duration delay) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            var entry = SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .messageBody(bodies.get(i).text())
                    .messageGroupId(bodies.get(i).group());
            entries.add((delay.isZero() ? entry : entry.delaySeconds((int) delay.toSeconds())).build());
        }
        for (int round = 0; round < ROUNDS && !entries.isEmpty(); round++) {
            var rest = entries;
            var response =
                    sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(rest));
            Set<String> failed = new HashSet<>(
                    response.failed().stream().map(BatchResultErrorEntry::id).toList());
            entries = rest.stream().filter(it -> failed.contains(it.id())).toList();
        }
        if (!entries.isEmpty()) {
            throw new IllegalStateException("SQS refused " + entries.size() + " messages " + ROUNDS + " times");
        }
    }
}

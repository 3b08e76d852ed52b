package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Json;
import dev.assent.local.Log;
import dev.assent.local.QueueFaults;
import dev.assent.local.function.InvocationFailed;
import dev.assent.local.function.LocalFunction;
import dev.assent.local.template.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * An SQS event source: gathers batches, invokes the function, deletes what succeeded. What failed, and everything if the
 * invocation failed, comes back when its visibility timeout ends.
 */
public final class QueuePoller implements AutoCloseable {

    private static final int MOST_PER_RECEIVE = 10;
    private static final int WAIT_SECONDS = 5;

    private final SqsClient sqs;
    private final String queueUrl;
    private final Template.Event.Source source;
    private final LocalFunction function;
    private final QueueFaults.Dice faults;
    private final Consumption consumption;
    private final Log log;
    private final Semaphore places;
    private final Thread thread;
    private volatile boolean closed;

    /** Starts polling at once. */
    public QueuePoller(
            SqsClient sqs,
            String queueUrl,
            Template.Event.Source source,
            LocalFunction function,
            QueueFaults.Dice faults,
            Consumption consumption,
            Log log) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.source = source;
        this.function = function;
        this.faults = faults;
        this.consumption = consumption;
        this.log = log;
        this.places = new Semaphore(source.maximumConcurrency());
        this.thread =
                Thread.ofPlatform().name("poll " + source.queue()).daemon().start(this::poll);
    }

    private void poll() {
        while (!closed) {
            try {
                places.acquire();
                List<Message> batch = gather();
                if (batch.isEmpty()) {
                    places.release();
                } else {
                    Thread.ofVirtual().start(() -> {
                        try {
                            work(batch);
                        } finally {
                            places.release();
                        }
                    });
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    log.line("poll " + source.queue(), String.valueOf(e.getMessage()));
                }
                places.release();
            }
        }
    }

    private List<Message> gather() {
        List<Message> batch = new ArrayList<>(receive(source.batchSize(), WAIT_SECONDS));
        long end =
                System.nanoTime() + Duration.ofSeconds(source.windowSeconds()).toNanos();
        while (!batch.isEmpty() && batch.size() < source.batchSize() && !closed) {
            List<Message> more = receive(source.batchSize() - batch.size(), 0);
            batch.addAll(more);
            if (more.isEmpty() && System.nanoTime() >= end) {
                break;
            }
            if (more.isEmpty()) {
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
        return batch;
    }

    private List<Message> receive(int most, int waitSeconds) {
        List<Message> messages = sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .maxNumberOfMessages(Math.min(MOST_PER_RECEIVE, most))
                        .waitTimeSeconds(waitSeconds)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        consumption.queue("event source", messages.isEmpty() ? "ReceiveMessage (empty)" : "ReceiveMessage", queueUrl);
        return messages;
    }

    private void work(List<Message> batch) {
        Duration delay = faults.delay();
        if (delay.isPositive()) {
            java.util.concurrent.locks.LockSupport.parkNanos(delay.toNanos());
        }
        deliver(batch);
        if (faults.twice()) {
            deliver(batch);
        }
    }

    private void deliver(List<Message> batch) {
        Set<String> failed = new HashSet<>();
        try {
            JsonNode response = Json.read(function.invoke(Json.write(event(batch))));
            if (source.reportsFailures()) {
                response.path("batchItemFailures")
                        .forEach(it -> failed.add(it.path("itemIdentifier").asText()));
            }
        } catch (InvocationFailed e) {
            log.line("poll " + source.queue(), e.why() + "; " + batch.size() + " messages come back");
            return;
        }
        List<Message> done =
                batch.stream().filter(it -> !failed.contains(it.messageId())).toList();
        for (int from = 0; from < done.size(); from += MOST_PER_RECEIVE) {
            delete(done.subList(from, Math.min(done.size(), from + MOST_PER_RECEIVE)));
        }
    }

    private void delete(List<Message> messages) {
        consumption.queue("event source", "DeleteMessageBatch", queueUrl);
        sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl)
                .entries(messages.stream()
                        .map(it -> DeleteMessageBatchRequestEntry.builder()
                                .id(it.messageId())
                                .receiptHandle(it.receiptHandle())
                                .build())
                        .toList()));
    }

    private Map<String, Object> event(List<Message> batch) {
        return Map.of("Records", batch.stream().map(this::record).toList());
    }

    private Map<String, Object> record(Message message) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("messageId", message.messageId());
        record.put("receiptHandle", message.receiptHandle());
        record.put("body", message.body());
        record.put("attributes", message.attributesAsStrings());
        record.put("messageAttributes", Map.of());
        record.put("md5OfBody", message.md5OfBody());
        record.put("eventSource", "aws:sqs");
        record.put("eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:" + source.queue());
        record.put("awsRegion", "us-east-1");
        return record;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}

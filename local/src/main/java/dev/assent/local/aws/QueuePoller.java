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
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
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
                    Thread.ofVirtual().start(() -> work(batch));
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                complain(e);
                places.release();
            }
        }
    }

    private List<Message> gather() throws InterruptedException {
        List<Message> batch = new ArrayList<>(receive(source.batchSize(), WAIT_SECONDS));
        if (batch.size() == MOST_PER_RECEIVE) {
            batch.addAll(receiveAtOnce((source.batchSize() - batch.size()) / MOST_PER_RECEIVE));
        }
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

    // As Lambda does, whose pollers are many.
    private List<Message> receiveAtOnce(int receives) throws InterruptedException {
        List<Message> received = Collections.synchronizedList(new ArrayList<>());
        List<Thread> pollers = IntStream.range(0, receives)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> receiveInto(received)))
                .toList();
        for (Thread poller : pollers) {
            poller.join();
        }
        return received;
    }

    private void receiveInto(List<Message> received) {
        try {
            received.addAll(receive(MOST_PER_RECEIVE, 0));
        } catch (RuntimeException e) {
            complain(e);
        }
    }

    private void complain(RuntimeException e) {
        if (!closed) {
            log.line("poll " + source.queue(), String.valueOf(e.getMessage()));
        }
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

    // Another batch may begin while this one's messages are deleted.
    private void work(List<Message> batch) {
        List<Message> done;
        try {
            Duration delay = faults.delay();
            if (delay.isPositive()) {
                java.util.concurrent.locks.LockSupport.parkNanos(delay.toNanos());
            }
            done = deliver(batch);
            if (faults.twice()) {
                deliver(batch);
            }
        } finally {
            places.release();
        }
        for (int from = 0; from < done.size(); from += MOST_PER_RECEIVE) {
            delete(done.subList(from, Math.min(done.size(), from + MOST_PER_RECEIVE)));
        }
    }

    /** Which messages may be deleted. */
    private List<Message> deliver(List<Message> batch) {
        Set<String> failed = new HashSet<>();
        try {
            JsonNode response = Json.read(function.invoke(Json.write(event(batch))));
            if (source.reportsFailures()) {
                response.path("batchItemFailures")
                        .forEach(it -> failed.add(it.path("itemIdentifier").asText()));
            }
        } catch (InvocationFailed e) {
            log.line("poll " + source.queue(), e.why() + "; " + batch.size() + " messages come back");
            return List.of();
        }
        return batch.stream().filter(it -> !failed.contains(it.messageId())).toList();
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

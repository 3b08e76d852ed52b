package dev.assent.local.rival;

import dev.assent.local.EmulatedAws;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** One of a rival's workers: an invocation after the other, until it is killed. */
final class RivalWorker {

    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KEY_IN_PROGRESS = Duration.ofSeconds(15);
    private static final Duration KEY_KEPT = Duration.ofHours(1);

    private final Rival.Kind kind;
    private final double rate;
    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;
    private final String queueUrl;
    private final URI messages;
    private final AtomicLong millis;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService sends = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean killed;

    private RivalWorker(
            Rival.Kind kind,
            double rate,
            DynamoDbClient dynamoDb,
            SqsClient sqs,
            String queueUrl,
            URI bsp,
            AtomicLong millis) {
        this.kind = kind;
        this.rate = rate;
        this.dynamoDb = dynamoDb;
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.messages = bsp.resolve("/v23.0/100000000000001/messages");
        this.millis = millis;
    }

    static RivalWorker start(
            Rival.Kind kind,
            double rate,
            DynamoDbClient dynamoDb,
            SqsClient sqs,
            String queueUrl,
            URI bsp,
            AtomicLong millis) {
        var worker = new RivalWorker(kind, rate, dynamoDb, sqs, queueUrl, bsp, millis);
        Thread.ofVirtual().start(worker::work);
        return worker;
    }

    /** Nothing it does has any effect from now on, but for requests that left already. */
    void kill() {
        killed = true;
        sends.shutdownNow();
    }

    private void work() {
        while (!killed) {
            try {
                List<Message> batch = sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                                .maxNumberOfMessages(Rival.BATCH)
                                .waitTimeSeconds(1))
                        .messages();
                if (!batch.isEmpty()) {
                    invoke(batch);
                }
            } catch (SdkException | InterruptedException | ExecutionException e) {
                if (!killed) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void invoke(List<Message> batch) throws InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        List<Future<Boolean>> sent = new ArrayList<>();
        for (Message message : batch) {
            sent.add(sends.submit(() -> handle(message.body())));
        }
        List<Message> done = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (sent.get(i).get()) {
                done.add(batch.get(i));
            }
        }
        if (kind != Rival.Kind.SECOND_COUNTER) {
            long share = (long) (batch.size() * Rival.WORKERS / rate * 1e9);
            Thread.sleep(Duration.ofNanos(Math.max(0, share - (System.nanoTime() - begun))));
        }
        millis.addAndGet((System.nanoTime() - begun) / 1_000_000);
        if (!killed && !done.isEmpty()) {
            sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl)
                    .entries(done.stream()
                            .map(it -> DeleteMessageBatchRequestEntry.builder()
                                    .id(it.messageId())
                                    .receiptHandle(it.receiptHandle())
                                    .build())
                            .toList()));
        }
    }

    /** Whether it may be deleted from the queue. */
    private boolean handle(String message) throws InterruptedException {
        return switch (kind) {
            case EXPIRING_KEY -> once(message, () -> post(message));
            case SECOND_COUNTER -> {
                waitForASecondWithRoom();
                yield post(message);
            }
            case CONCURRENCY_TIMES_BATCH -> post(message);
        };
    }

    // As Powertools' idempotency does: INPROGRESS until the function would time out, deleted if the handler throws.
    private boolean once(String message, Callable<Boolean> handler) throws InterruptedException {
        var key = Map.of("pk", EmulatedAws.string("key#" + message));
        long now = System.currentTimeMillis();
        try {
            dynamoDb.putItem(request -> request.tableName(Rival.TABLE)
                    .item(Map.of(
                            "pk", EmulatedAws.string("key#" + message),
                            "state", EmulatedAws.string("INPROGRESS"),
                            "expiration", EmulatedAws.number(now + KEY_KEPT.toMillis()),
                            "in_progress_expiration", EmulatedAws.number(now + KEY_IN_PROGRESS.toMillis())))
                    .conditionExpression("attribute_not_exists(pk) OR expiration < :now"
                            + " OR (#state = :inprogress AND in_progress_expiration < :now)")
                    .expressionAttributeNames(Map.of("#state", "state"))
                    .expressionAttributeValues(
                            Map.of(":now", EmulatedAws.number(now), ":inprogress", EmulatedAws.string("INPROGRESS"))));
        } catch (ConditionalCheckFailedException _) {
            String state = dynamoDb.getItem(
                            request -> request.tableName(Rival.TABLE).key(key).consistentRead(true))
                    .item()
                    .getOrDefault("state", EmulatedAws.string(""))
                    .s();
            return state.equals("COMPLETED");
        }
        boolean sent;
        try {
            sent = handler.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (killed) {
            return false;
        }
        if (sent) {
            dynamoDb.updateItem(request -> request.tableName(Rival.TABLE)
                    .key(key)
                    .updateExpression("SET #state = :completed")
                    .expressionAttributeNames(Map.of("#state", "state"))
                    .expressionAttributeValues(Map.of(":completed", EmulatedAws.string("COMPLETED"))));
        } else {
            dynamoDb.deleteItem(request -> request.tableName(Rival.TABLE).key(key));
        }
        return sent;
    }

    private void waitForASecondWithRoom() throws InterruptedException {
        while (!killed) {
            long second = System.currentTimeMillis() / 1_000;
            try {
                dynamoDb.updateItem(request -> request.tableName(Rival.TABLE)
                        .key(Map.of("pk", EmulatedAws.string("second#" + second)))
                        .updateExpression("ADD sent :one")
                        .conditionExpression("attribute_not_exists(sent) OR sent < :rate")
                        .expressionAttributeValues(
                                Map.of(":one", EmulatedAws.number(1), ":rate", EmulatedAws.number((long) rate))));
                return;
            } catch (ConditionalCheckFailedException _) {
                Thread.sleep(Math.max(1, (second + 1) * 1_000 - System.currentTimeMillis()));
            }
        }
    }

    private boolean post(String message) throws InterruptedException {
        if (killed) {
            return false;
        }
        var request = HttpRequest.newBuilder(messages)
                .timeout(HTTP_TIMEOUT)
                .header("Authorization", "Bearer none")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"messaging_product\":\"whatsapp\",\"to\":\"+4915300%06d\",\"type\":\"template\",\"template\":{\"name\":\"sale\"},\"biz_opaque_callback_data\":\"r-%s\"}"
                                .formatted(Integer.parseInt(message), message)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }
}

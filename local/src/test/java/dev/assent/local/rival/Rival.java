package dev.assent.local.rival;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.assent.local.EmulatedAws;
import dev.assent.local.Journal;
import dev.assent.local.LocalPorts;
import dev.assent.local.Log;
import dev.assent.local.Stack;
import dev.assent.local.bsp.Faults;
import dev.assent.local.bsp.Limits;
import dev.assent.local.bsp.SimulatedBsp;
import dev.assent.local.demo.ApiClient;
import dev.assent.local.webhook.SignedWebhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A sender as others build it, re-expressed from what their code does: workers that take ten messages from a queue, send
 * them, and delete them. On the stack's own emulators, with a simulated BSP of its own.
 */
public final class Rival implements AutoCloseable {

    /** How it keeps from sending twice, and from sending too fast. */
    public enum Kind {
        /** Powertools' way: a key in a table, deleted when the handler throws, good again when it expires. */
        EXPIRING_KEY("idempotency table that expires, concurrency x batch"),

        /** A counter per calendar second in a table; deletes after sending. */
        SECOND_COUNTER("delete after send, counter per second"),

        /** As many workers as fit into the rate when each takes its time for ten messages; deletes after sending. */
        CONCURRENCY_TIMES_BATCH("delete after send, concurrency x batch");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        @Override
        public String toString() {
            return description;
        }
    }

    static final String TABLE = "Rivals";
    static final int WORKERS = 4;
    static final int BATCH = 10;
    private static final int MOST_RECEIVES = 5;

    private final Kind kind;
    private final double rate;
    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;
    private final String queueUrl;
    private final SimulatedBsp bsp;
    private final HttpServer statuses;
    private final ApiClient client;
    private final URI bspAddress;
    private final AtomicLong millis = new AtomicLong();
    private final List<RivalWorker> workers = new ArrayList<>();
    private int messages;

    private Rival(Stack stack, Kind kind, Limits limits, Duration visibility, String faults) throws IOException {
        this.kind = kind;
        this.rate = limits.throughput();
        this.dynamoDb = EmulatedAws.dynamoDb(stack, name());
        this.sqs = EmulatedAws.sqs(stack, name());
        createTable();
        this.queueUrl = createQueue(visibility);
        this.statuses = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        statuses.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        statuses.start();
        int port = LocalPorts.free();
        this.bspAddress = URI.create("http://localhost:" + port);
        this.client = new ApiClient(bspAddress, bspAddress, "none", "none");
        this.bsp = SimulatedBsp.start(
                new SimulatedBsp.Setup(
                        port,
                        limits,
                        Faults.read(faults),
                        new SignedWebhook.Target(
                                URI.create("http://localhost:"
                                        + statuses.getAddress().getPort()),
                                "none"),
                        1_000,
                        "none",
                        Map.of(),
                        List.of(),
                        InstantSource.system(),
                        Journal.none()),
                new Log(System.out));
    }

    /** Starts one on a stack that enforces policies, so that its calls are counted under {@link #name()}. */
    public static Rival start(Stack stack, Kind kind, double rate, Duration visibility, String faults)
            throws IOException {
        return start(stack, kind, new Limits(rate, Long.MAX_VALUE), visibility, faults);
    }

    /** The same with a messaging limit, which none of them knows. */
    public static Rival start(Stack stack, Kind kind, Limits limits, Duration visibility, String faults)
            throws IOException {
        return new Rival(stack, kind, limits, visibility, faults);
    }

    private void createTable() {
        try {
            dynamoDb.createTable(request -> request.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(it -> it.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .keySchema(it -> it.attributeName("pk").keyType(KeyType.HASH)));
        } catch (ResourceInUseException _) {
            // Another rival made it.
        }
    }

    private String createQueue(Duration visibility) {
        sqs.createQueue(request -> request.queueName(name() + "-dead"));
        return sqs.createQueue(request -> request.queueName(name())
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                Long.toString(visibility.toSeconds()),
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"arn:aws:sqs:elasticmq:000000000000:" + name()
                                        + "-dead\",\"maxReceiveCount\":\"" + MOST_RECEIVES + "\"}")))
                .queueUrl();
    }

    /** Under which its calls are counted. */
    public String name() {
        return "Rival" + kind.name().replace("_", "");
    }

    /** Queues messages 1 to {@code count}, and starts the workers. */
    public void send(int count) {
        messages = count;
        for (int from = 0; from < count; from += BATCH) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(count, from + BATCH))
                    .mapToObj(it -> SendMessageBatchRequestEntry.builder()
                            .id("m" + it)
                            .messageBody(Integer.toString(it))
                            .build())
                    .toList();
            sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
        }
        for (int i = 0; i < WORKERS; i++) {
            workers.add(worker());
        }
    }

    private RivalWorker worker() {
        return RivalWorker.start(kind, rate, dynamoDb, sqs, queueUrl, bspAddress, millis);
    }

    /** Kills one of its workers, and starts another. */
    public void kill(Random dice) {
        int which = dice.nextInt(workers.size());
        workers.get(which).kill();
        workers.set(which, worker());
    }

    /** Whether its queue is empty, nothing is under way, and so nothing more will happen. */
    public boolean isDone() {
        var attributes = sqs.getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().allMatch("0"::equals);
    }

    /** What its BSP saw. */
    public JsonNode arrivals() {
        return client.bsp("/_bsp/messages");
    }

    /** How many messages were accepted more than once. */
    public long doubles() {
        return accepted().values().stream().filter(it -> it > 1).count();
    }

    /** How many messages nobody ever got. */
    public long losses() {
        return messages - (long) accepted().size();
    }

    private Map<String, Integer> accepted() {
        Map<String, Integer> accepted = new HashMap<>();
        arrivals().forEach(it -> {
            if (it.path("outcome").asText().startsWith("ACCEPTED")) {
                accepted.merge(it.path("callbackData").asText(), 1, Integer::sum);
            }
        });
        return accepted;
    }

    /** How many people it wrote to beyond the messaging limit. */
    public int overLimit() {
        return client.bsp("/_bsp/report").path("overLimit").asInt();
    }

    /** How long its workers were at work. */
    public long millis() {
        return millis.get();
    }

    @Override
    public void close() {
        workers.forEach(RivalWorker::kill);
        bsp.close();
        statuses.stop(0);
        sqs.close();
        dynamoDb.close();
    }
}

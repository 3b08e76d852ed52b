package dev.assent.aws;

import dev.assent.emulators.DynamoDbLocal;
import dev.assent.emulators.ElasticMq;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What the store and queue suites run on, for the whole test run. {@code ASSENT_AWS_ENDPOINT} names one (and
 * {@code ASSENT_AWS_SQS_ENDPOINT} another for the queues); without it the embedded emulators, and LocalStack beside them
 * where Docker is.
 */
final class Backend {

    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    /** The last LocalStack that starts without an account. */
    private static final DockerImageName LOCAL_STACK = DockerImageName.parse("localstack/localstack:4.14.0");

    private static final List<Backend> ALL = start();

    private final String name;
    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;
    private final AtomicInteger nextName = new AtomicInteger(1);
    private final String run = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final String table;
    private final String counters;

    private Backend(String name, URI dynamoDbEndpoint, URI sqsEndpoint) {
        this.name = name;
        this.dynamoDb = DynamoDbClient.builder()
                .endpointOverride(dynamoDbEndpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
        this.sqs = SqsClient.builder()
                .endpointOverride(sqsEndpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
        this.table = newTable();
        this.counters = createTable(List.of("pk"));
        System.out.println("store and queue suites ran on: " + name);
    }

    /** Every backend that can be had here. */
    static List<Backend> all() {
        return ALL;
    }

    private static List<Backend> start() {
        System.setProperty("http.maxConnections", "64");
        String endpoint = System.getenv("ASSENT_AWS_ENDPOINT");
        if (endpoint != null) {
            String sqs = System.getenv().getOrDefault("ASSENT_AWS_SQS_ENDPOINT", endpoint);
            return List.of(new Backend(
                    "the endpoint " + endpoint + (sqs.equals(endpoint) ? "" : ", queues on " + sqs),
                    URI.create(endpoint),
                    URI.create(sqs)));
        }
        List<Backend> backends = new ArrayList<>();
        Path root = Path.of(System.getProperty("assent.root"));
        backends.add(new Backend(
                "DynamoDB Local and ElasticMQ, embedded",
                DynamoDbLocal.start(root).endpoint(),
                ElasticMq.start(root).endpoint()));
        if (DockerClientFactory.instance().isDockerAvailable()) {
            var container = new LocalStackContainer(LOCAL_STACK).withServices("dynamodb", "sqs");
            container.start();
            backends.add(new Backend(LOCAL_STACK + " in Docker", container.getEndpoint(), container.getEndpoint()));
        } else {
            System.out.println("store and queue suites ran on: no LocalStack, because there is no Docker engine here");
        }
        return List.copyOf(backends);
    }

    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    SqsClient sqs() {
        return sqs;
    }

    /** A table with a partition and a sort key. */
    String table() {
        return table;
    }

    /** A table with a partition key. */
    String counters() {
        return counters;
    }

    /** An empty table with a partition and a sort key, for tests that need one of their own. */
    String newTable() {
        return createTable(List.of("pk", "sk"));
    }

    /** The URL of a new queue. */
    String newQueue() {
        return sqs.createQueue(request -> request.queueName(run + "-" + nextName.getAndIncrement()))
                .queueUrl();
    }

    private String createTable(List<String> keys) {
        String created = run + "-" + nextName.getAndIncrement();
        dynamoDb.createTable(request -> request.tableName(created)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(keys.stream()
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(keys.stream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(key.equals("pk") ? KeyType.HASH : KeyType.RANGE)
                                .build())
                        .toList()));
        dynamoDb.waiter().waitUntilTableExists(request -> request.tableName(created));
        return created;
    }

    @Override
    public String toString() {
        return name;
    }
}

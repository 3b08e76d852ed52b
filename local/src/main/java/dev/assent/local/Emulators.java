package dev.assent.local;

import dev.assent.emulators.DynamoDbLocal;
import dev.assent.emulators.ElasticMq;
import dev.assent.local.aws.Queues;
import dev.assent.local.aws.Tables;
import dev.assent.local.template.Template;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** DynamoDB Local and ElasticMQ with the template's tables and queues. */
final class Emulators implements AutoCloseable {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    private final DynamoDbLocal dynamoDb;
    private final ElasticMq elasticMq;
    private final Map<String, String> tableNames = new LinkedHashMap<>();
    private final Map<String, String> queueUrls = new LinkedHashMap<>();

    private Emulators(DynamoDbLocal dynamoDb, ElasticMq elasticMq) {
        this.dynamoDb = dynamoDb;
        this.elasticMq = elasticMq;
    }

    /** Starts both; in memory, or with what the folder holds. */
    static Emulators start(Path root, @Nullable Path data, Template template) throws IOException {
        Path tables = data == null ? null : Files.createDirectories(data.resolve("dynamodb"));
        Path queues = data == null ? null : Files.createDirectories(data.resolve("queues"));
        PrintStream out = System.out;
        PrintStream err = System.err;
        // Their greetings would bury the one line that people wait for.
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        try {
            var dynamoDb = CompletableFuture.supplyAsync(
                    () -> tables == null ? DynamoDbLocal.start(root) : DynamoDbLocal.start(root, tables));
            var elasticMq = CompletableFuture.supplyAsync(
                    () -> queues == null ? ElasticMq.start(root) : ElasticMq.start(root, queues));
            var emulators = new Emulators(dynamoDb.join(), elasticMq.join());
            emulators.create(template);
            return emulators;
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private void create(Template template) {
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            for (Template.Table table : template.tables()) {
                Tables.create(client, table);
                tableNames.put(table.logicalId(), table.logicalId());
            }
        }
        try (SqsClient client = sqs()) {
            for (Template.Queue queue : template.queues()) {
                queueUrls.put(queue.logicalId(), Queues.create(client, queue));
            }
        }
    }

    /** A client of the queues for the event sources; patient enough for long polls. */
    SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(elasticMq.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
    }

    URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    URI sqsEndpoint() {
        return elasticMq.endpoint();
    }

    /** By logical id. */
    Map<String, String> tableNames() {
        return tableNames;
    }

    /** By logical id. */
    Map<String, String> queueUrls() {
        return queueUrls;
    }

    @Override
    public void close() {
        elasticMq.close();
        dynamoDb.close();
    }
}

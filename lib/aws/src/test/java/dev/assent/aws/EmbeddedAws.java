package dev.assent.aws;

import dev.assent.emulators.DynamoDbLocal;
import dev.assent.emulators.ElasticMq;
import java.nio.file.Path;
import java.util.List;
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

/** DynamoDB Local and ElasticMQ for the whole test run, with one table of each key shape. */
final class EmbeddedAws {

    static final String TABLE = "pk-and-sk";
    static final String COUNTERS = "pk-only";

    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private static final EmbeddedAws INSTANCE = new EmbeddedAws();

    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;

    private EmbeddedAws() {
        Path root = Path.of(System.getProperty("assent.root"));
        System.setProperty("http.maxConnections", "64");
        dynamoDb = DynamoDbClient.builder()
                .endpointOverride(DynamoDbLocal.start(root).endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        sqs = SqsClient.builder()
                .endpointOverride(ElasticMq.start(root).endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        createTable(TABLE, List.of("pk", "sk"));
        createTable(COUNTERS, List.of("pk"));
    }

    static DynamoDbClient dynamoDb() {
        return INSTANCE.dynamoDb;
    }

    static SqsClient sqs() {
        return INSTANCE.sqs;
    }

    static String queue(String name) {
        return INSTANCE.sqs.createQueue(request -> request.queueName(name)).queueUrl();
    }

    /** An empty table with a partition and a sort key, for tests that need one of their own. */
    static String newTable(String name) {
        INSTANCE.createTable(name, List.of("pk", "sk"));
        return name;
    }

    private void createTable(String name, List<String> keys) {
        dynamoDb.createTable(request -> request.tableName(name)
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
    }
}

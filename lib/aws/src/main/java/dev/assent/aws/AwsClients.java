package dev.assent.aws;

import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK clients, all over the JDK's URL connection. Endpoints and credentials come from the environment. */
public final class AwsClients {

    static {
        // The JDK keeps five idle connections per host; a worker that claims for 80 messages a second needs more.
        System.setProperty("http.maxConnections", "64");
    }

    private AwsClients() {}

    /** A client for the tables. */
    public static DynamoDbClient dynamoDb() {
        return DynamoDbClient.builder().httpClientBuilder(http()).build();
    }

    /** A client for the queues. */
    public static SqsClient sqs() {
        return SqsClient.builder().httpClientBuilder(http()).build();
    }

    /** A client for the secrets. */
    public static SecretsManagerClient secretsManager() {
        return SecretsManagerClient.builder().httpClientBuilder(http()).build();
    }

    private static UrlConnectionHttpClient.Builder http() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(2))
                .socketTimeout(Duration.ofSeconds(5));
    }
}

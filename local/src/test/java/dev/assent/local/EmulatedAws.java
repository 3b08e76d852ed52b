package dev.assent.local;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A stack's tables and queues as a program of somebody else reaches them, counted under its own name: letters and digits. */
public final class EmulatedAws {

    private EmulatedAws() {}

    /** Tables, for {@code who}. */
    public static DynamoDbClient dynamoDb(Stack stack, String who) {
        return common(DynamoDbClient.builder(), stack, who)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Queues, for {@code who}; patient enough for long polls. */
    public static SqsClient sqs(Stack stack, String who) {
        return common(SqsClient.builder(), stack, who)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B common(B builder, Stack stack, String who) {
        return builder.endpointOverride(
                        URI.create(String.valueOf(stack.endpoints().get("events"))))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(who, "local")));
    }

    /** A text attribute. */
    public static AttributeValue string(String value) {
        return AttributeValue.fromS(value);
    }

    /** A number attribute. */
    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}

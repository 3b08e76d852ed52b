package dev.assent.aws;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads many items of one table consistently, a hundred at a time, until DynamoDB has answered for every key. */
final class BatchGet {

    private static final int MOST_KEYS = 100;

    private BatchGet() {}

    /** Hands every item that exists under one of these keys to {@code found}, in no particular order. */
    static void read(
            DynamoDbClient dynamoDb,
            String table,
            List<Map<String, AttributeValue>> keys,
            Consumer<Map<String, AttributeValue>> found) {
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            Map<String, KeysAndAttributes> request = Map.of(
                    table,
                    KeysAndAttributes.builder()
                            .consistentRead(true)
                            .keys(keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)))
                            .build());
            BatchRounds.work(request, wanted -> {
                var response = dynamoDb.batchGetItem(it -> it.requestItems(wanted));
                response.responses().getOrDefault(table, List.of()).forEach(found);
                return response.unprocessedKeys();
            });
        }
    }
}

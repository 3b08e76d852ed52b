package dev.assent.local.aws;

import dev.assent.local.template.Template;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Creates the template's tables. */
public final class Tables {

    private Tables() {}

    /** Creates one table under its logical id; all keys are strings. */
    public static void create(DynamoDbClient dynamoDb, Template.Table table) {
        dynamoDb.createTable(request -> request.tableName(table.logicalId())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(table.keys().stream()
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(table.keys().stream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(key.equals(table.keys().getFirst()) ? KeyType.HASH : KeyType.RANGE)
                                .build())
                        .toList()));
    }
}

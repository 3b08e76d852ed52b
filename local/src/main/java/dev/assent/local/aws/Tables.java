package dev.assent.local.aws;

import dev.assent.local.template.Template;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;

/** Creates the template's tables. */
public final class Tables {

    private Tables() {}

    /**
     * Creates one table under its logical id, unless it is there from an earlier run.
     *
     * @throws IllegalStateException if it is there with other keys
     */
    public static void create(DynamoDbClient dynamoDb, Template.Table table) {
        try {
            dynamoDb.createTable(request -> request.tableName(table.logicalId())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(table.keys().stream()
                            .map(key -> AttributeDefinition.builder()
                                    .attributeName(key)
                                    .attributeType(table.keyTypes().get(key))
                                    .build())
                            .toList())
                    .keySchema(table.keys().stream()
                            .map(key -> KeySchemaElement.builder()
                                    .attributeName(key)
                                    .keyType(key.equals(table.keys().getFirst()) ? KeyType.HASH : KeyType.RANGE)
                                    .build())
                            .toList()));
        } catch (ResourceInUseException e) {
            var there = dynamoDb.describeTable(request -> request.tableName(table.logicalId()))
                    .table()
                    .keySchema();
            if (!there.stream().map(KeySchemaElement::attributeName).toList().equals(table.keys())) {
                throw new IllegalStateException(
                        "The data folder holds " + table.logicalId() + " with other keys than the template", e);
            }
        }
    }
}

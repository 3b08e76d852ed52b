package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.template.Arns;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One action on one resource, as IAM sees a request: a transaction or a batch is several.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html">AWS: actions, resources
 *     and condition keys</a>
 */
public record Use(String action, String resourceArn) {

    private static final Pattern QUEUE_URL = Pattern.compile("(https?://[^/?#]+/[0-9]+/)?[A-Za-z0-9_.-]+");

    /** What a request to a service with a JSON protocol uses. */
    static List<Use> of(String service, String operation, JsonNode body) {
        return switch (service) {
            case "dynamodb" -> ofTables(operation, body);
            case "sqs" -> {
                String url = body.path("QueueUrl").asText(body.path("QueueName").asText());
                if (!url.isEmpty() && !QUEUE_URL.matcher(url).matches()) {
                    throw new IllegalArgumentException("This is no address of a queue");
                }
                String queue = url.substring(url.lastIndexOf('/') + 1);
                // The batch operations are permitted by the actions without Batch.
                String action = "sqs:" + operation.replaceFirst("Batch$", "");
                yield List.of(new Use(action, queue.isEmpty() ? "*" : Arns.queue(queue)));
            }
            case "secretsmanager" ->
                List.of(new Use(
                        "secretsmanager:" + operation,
                        Arns.secret(body.path("SecretId").asText())));
            case "events" -> {
                List<Use> uses = new ArrayList<>();
                body.path("Entries")
                        .forEach(entry -> uses.add(new Use(
                                "events:" + operation,
                                Arns.bus(entry.path("EventBusName").asText("default")))));
                yield List.copyOf(uses);
            }
            default -> List.of(new Use(service + ":" + operation, "*"));
        };
    }

    /** What a request to S3 uses. */
    static List<Use> ofBucket(String method, String path) {
        String operation =
                switch (method) {
                    case "GET", "HEAD" -> "GetObject";
                    case "PUT" -> path.substring(1).contains("/") ? "PutObject" : "CreateBucket";
                    default -> method;
                };
        return List.of(new Use("s3:" + operation, Arns.bucket(path.substring(1))));
    }

    private static List<Use> ofTables(String operation, JsonNode body) {
        List<Use> uses = new ArrayList<>();
        switch (operation) {
            case "TransactWriteItems", "TransactGetItems" ->
                body.path("TransactItems").forEach(item -> item.fields()
                        .forEachRemaining(it -> uses.add(onTable(
                                it.getKey().equals("ConditionCheck") ? "ConditionCheckItem" : it.getKey() + "Item",
                                it.getValue().path("TableName").asText()))));
            case "BatchGetItem", "BatchWriteItem" ->
                body.path("RequestItems").fieldNames().forEachRemaining(it -> uses.add(onTable(operation, it)));
            default -> uses.add(onTable(operation, body.path("TableName").asText()));
        }
        return List.copyOf(uses);
    }

    private static Use onTable(String operation, String table) {
        String name = table.substring(table.lastIndexOf('/') + 1); // An ARN is a name too.
        return new Use("dynamodb:" + operation, name.isEmpty() ? "*" : Arns.table(name));
    }

    /** The resource's name without what is the same for all of them. */
    public String resource() {
        return resourceArn
                .replaceFirst("^arn:aws:[a-z0-9]+:[^:]*:[^:]*:", "")
                .replaceFirst("^table/", "")
                .replaceFirst("-a1b2c3$", "");
    }
}

package dev.assent.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsumptionTest {

    private final Consumption consumption = new Consumption();
    private final JsonNode update = json("{\"TableName\":\"Messages\"}");

    @Test
    void a_request_asks_what_it_consumes_and_is_otherwise_as_it_was() {
        assertThat(Json.read(Consumption.asking(update)))
                .isEqualTo(json("{\"TableName\":\"Messages\",\"ReturnConsumedCapacity\":\"TOTAL\"}"));
    }

    @Test
    void units_are_added_up_by_function_operation_and_table_and_a_failed_condition_costs_as_much() {
        table(200, "{\"ConsumedCapacity\":{\"TableName\":\"Messages\",\"CapacityUnits\":1.0}}");
        table(200, "{\"ConsumedCapacity\":{\"TableName\":\"Messages\",\"CapacityUnits\":3.0}}");
        table(400, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\"}");
        table(400, "{\"__type\":\"com.amazon.coral.validate#ValidationException\"}");

        assertThat(consumption.calls())
                .containsExactly(
                        new Consumption.Calls("Worker", "UpdateItem", "Messages", "CONDITION_FAILED", 1, 2),
                        new Consumption.Calls("Worker", "UpdateItem", "Messages", "SUCCEEDED", 2, 4));
    }

    @Test
    void a_request_on_two_tables_counts_for_both() {
        consumption.table(
                "Worker",
                "BatchGetItem",
                update,
                200,
                ("{\"ConsumedCapacity\":[{\"TableName\":\"A\",\"CapacityUnits\":1.5},"
                                + "{\"TableName\":\"B\",\"CapacityUnits\":2}]}")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(consumption.calls())
                .extracting(Consumption.Calls::resource, Consumption.Calls::units)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("A", 1.5), org.assertj.core.groups.Tuple.tuple("B", 2.0));
    }

    @Test
    void queues_count_requests_and_functions_milliseconds() {
        consumption.queue("Worker", "SendMessageBatch", "http://localhost/000000000000/Bulk");
        consumption.ran("worker", Duration.ofMillis(20), 512);
        consumption.ran("worker", Duration.ofMillis(30), 512);

        assertThat(consumption.calls())
                .containsExactly(new Consumption.Calls("Worker", "SendMessageBatch", "Bulk", "SUCCEEDED", 1, 0));
        assertThat(consumption.runs()).containsExactly(new Consumption.Run("worker", 2, 50, 512));
    }

    private void table(int status, String answer) {
        consumption.table("Worker", "UpdateItem", update, status, answer.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}

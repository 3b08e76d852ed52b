package dev.assent.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.local.Json;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is the uses that IAM sees in it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UseTest {

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dynamodb | GetItem            | {\"TableName\":\"T\"}                                   | dynamodb:GetItem T",
                "dynamodb | Query              | {\"TableName\":\"arn:aws:dynamodb:x:0:table/T\"}        | dynamodb:Query T",
                "dynamodb | BatchGetItem       | {\"RequestItems\":{\"T\":{},\"U\":{}}}                  | dynamodb:BatchGetItem T, dynamodb:BatchGetItem U",
                "dynamodb | TransactWriteItems | {\"TransactItems\":[{\"Put\":{\"TableName\":\"T\"}},{\"ConditionCheck\":{\"TableName\":\"U\"}}]} | dynamodb:PutItem T, dynamodb:ConditionCheckItem U",
                "dynamodb | ListTables         | {}                                                      | dynamodb:ListTables *",
                "sqs      | SendMessageBatch   | {\"QueueUrl\":\"http://127.0.0.1:9/000000000000/Q\"}    | sqs:SendMessage Q",
                "sqs      | GetQueueUrl        | {\"QueueName\":\"Q\"}                                   | sqs:GetQueueUrl Q",
                "sqs      | ListQueues         | {}                                                      | sqs:ListQueues *",
                "secretsmanager | GetSecretValue | {\"SecretId\":\"local/Key\"}                          | secretsmanager:GetSecretValue secret:local/Key",
                "kms      | Decrypt            | {}                                                      | kms:Decrypt *",
            })
    void is_named_by_action_and_resource(String service, String operation, String body, String uses) {
        assertThat(String.join(
                        ", ",
                        Use.of(service, operation, Json.read(body)).stream()
                                .map(it -> it.action() + " " + it.resource())
                                .toList()))
                .isEqualTo(uses);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9/000000000000/EventQueue?/BulkSendQueue",
                "http://x/0/Q#/R",
                "http://x/0/Q/R/S"
            })
    void an_address_that_could_mean_two_queues_is_refused(String url) {
        assertThatThrownBy(() -> Use.of("sqs", "SendMessage", Json.read("{\"QueueUrl\":\"" + url + "\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reading_an_object_is_not_writing_it() {
        assertThat(Use.ofBucket("GET", "/b/k").getFirst().action()).isEqualTo("s3:GetObject");
        assertThat(Use.ofBucket("PUT", "/b/k").getFirst().action()).isEqualTo("s3:PutObject");
        assertThat(Use.ofBucket("PUT", "/b").getFirst().action()).isEqualTo("s3:CreateBucket");
    }
}

package dev.assent.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that people make in a template, each in a copy of it; all are found by {@link TemplateRules} and named. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SeededMistakesTest {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final TemplateRules RULES = new TemplateRules(ROOT);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reference inside Globals  | BUSINESS_NAME: !Ref BusinessName | BUSINESS_NAME: !Ref BusinesName  | BusinesName",
                "wrong enumeration         | Architectures: [arm64]           | Architectures: [arm]             | Architectures",
                "visibility too short      | VisibilityTimeout: 90            | VisibilityTimeout: 60            | visibility timeout",
                "unknown property          | BatchSize: 50                    | BatchSizes: 50                   | BatchSizes",
                "missing zip               | CodeUri: functions/campaign      | CodeUri: functions/campaigns     | functions/campaigns",
                "wildcard action           | Action: [sqs:SendMessage]        | Action: ['sqs:*']                | sqs:*",
                "wildcard resource         | Resource: !GetAtt EventQueue.Arn | Resource: '*'                    | wildcard *",
                "policy lacks an action    | Action: [dynamodb:PutItem]       | Action: [dynamodb:GetItem]       | dynamodb:PutItem",
                "policy of another table   | Resource: !GetAtt MessageTable.Arn | Resource: !GetAtt ConsentTable.Arn | MessageTable",
                "key schema                | AttributeName: sk, KeyType: RANGE | AttributeName: rk, KeyType: RANGE | rk",
                "unset variable            | COUNTER_TABLE: !Ref CounterTable | COUNTERS: !Ref CounterTable      | COUNTER_TABLE",
                "missing redrive           | maxReceiveCount: 5               | maxReceiveCount: 500             | dead-letter",
                "redrive to nowhere        | !GetAtt EventDeadLetterQueue.Arn | !GetAtt EventDlq.Arn             | EventDlq",
                "wrong runtime             | Runtime: java25                  | Runtime: java26                  | java26",
                "concurrency 1             | MaximumConcurrency: 2            | MaximumConcurrency: 1            | MaximumConcurrency",
                "failures not reported     | FunctionResponseTypes: [ReportBatchItemFailures] | FunctionResponseTypes: [] | partial batch response",
                "reference to a resource   | BUSINESS_NAME: !Ref BusinessName | BUSINESS_NAME: !Ref WebhookFunction | WebhookFunction",
                "unknown nested property   | { MaximumConcurrency: 5 }        | { MaximumConcurency: 5 }         | MaximumConcurency",
                "unknown retry property    | { MaximumRetryAttempts: 0,       | { MaximumRetryAttempt: 0,        | MaximumRetryAttempt",
                "no concurrency at all     | ScalingConfig: { MaximumConcurrency: 5 } | Enabled: true            | MaximumConcurrency",
                "reserved concurrency      | CodeUri: functions/opt-out       | ReservedConcurrentExecutions: 1  | reserved concurrency",
                "redrive to a live queue   | !GetAtt EventDeadLetterQueue.Arn | !GetAtt BulkSendQueue.Arn        | BulkSendQueue",
                "redrive to a foreign dlq  | !GetAtt EventDeadLetterQueue.Arn | !GetAtt InboundDeadLetterQueue.Arn | InboundDeadLetterQueue",
                "redrive by address        | !GetAtt EventDeadLetterQueue.Arn | !Ref EventDeadLetterQueue        | deadLetterTargetArn",
                "build method missing      | Metadata: { BuildMethod: makefile } | Metadata: {}                  | BuildMethod",
                "runtime by parameter      | Runtime: java25                  | Runtime: !Ref BusinessName       | runtime",
                "variables swapped         | INBOUND_QUEUE_URL: !Ref InboundQueue | INBOUND_QUEUE_URL: !Ref EventQueue | INBOUND_QUEUE_URL",
                "secret of another         | META_APP_SECRET: !Ref MetaAppSecret | META_APP_SECRET: !Ref MetaVerifyToken | META_APP_SECRET",
                "empty variable            | GRAPH_API_URL: !Ref GraphApiUrl  | GRAPH_API_URL: ''                | GRAPH_API_URL",
                "wrong source              | Queue: !GetAtt InboundQueue.Arn  | Queue: !GetAtt EventQueue.Arn    | OptOutFunction",
                "source switched off       | BatchSize: 50                    | Enabled: false                   | SendWorkerFunction",
                "tick switched off         | ScheduleExpression: rate(1 minute) | State: DISABLED                | CampaignFunction",
                "unknown type              | Type: AWS::Logs::LogGroup        | Type: AWS::Logs::LogGroups       | AWS::Logs::LogGroups",
            })
    void is_found(String mistake, String right, String wrong, String named) throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        assertThat(template).contains(right);

        Path copy = Files.writeString(folder.resolve("template.yaml"), template.replace(right, wrong));

        assertThat(RULES.broken(copy)).as(mistake).anyMatch(it -> it.contains(named));
    }

    @Test
    void the_depth_of_another_queue_is_not_asked() throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        String moved = template.replace("[sqs:SendMessage, sqs:GetQueueAttributes]", "[sqs:SendMessage]")
                .replaceFirst(
                        "(?s)(CampaignFunction:.*?Action: )\\[sqs:SendMessage](\\s+Resource: !GetAtt PrioritySendQueue)",
                        "$1[sqs:SendMessage, sqs:GetQueueAttributes]$2");
        assertThat(moved).contains("sqs:GetQueueAttributes");

        Path copy = Files.writeString(folder.resolve("template.yaml"), moved);

        assertThat(RULES.broken(copy))
                .anyMatch(it -> it.contains("sqs:GetQueueAttributes is needed on the bulk queue"));
    }

    @Test
    void a_queue_without_any_redrive_is_found() throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        String without = template.replaceFirst("      RedrivePolicy:\n.*\n.*\n", "");
        assertThat(without).isNotEqualTo(template);

        Path copy = Files.writeString(folder.resolve("template.yaml"), without);

        assertThat(RULES.broken(copy)).anyMatch(it -> it.contains("dead-letter"));
    }

    @Test
    void in_every_function_a_single_action_less_or_more_is_found() throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        var action = java.util.regex.Pattern.compile("(dynamodb|sqs|secretsmanager):[A-Z][A-Za-z]+")
                .matcher(template);
        int tried = 0;
        while (action.find()) {
            String without =
                    template.substring(0, action.start()) + "sqs:PurgeQueue" + template.substring(action.end());
            Path copy = Files.writeString(folder.resolve("template.yaml"), without);

            assertThat(RULES.broken(copy))
                    .anyMatch(it -> it.contains(action.group()))
                    .anyMatch(it -> it.contains("sqs:PurgeQueue"));
            tried++;
        }
        assertThat(tried).isGreaterThan(30);
    }
}

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
                "unknown type              | Type: AWS::Logs::LogGroup        | Type: AWS::Logs::LogGroups       | AWS::Logs::LogGroups",
            })
    void is_found(String mistake, String right, String wrong, String named) throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"));
        assertThat(template).contains(right);

        Path copy = Files.writeString(folder.resolve("template.yaml"), template.replace(right, wrong));

        assertThat(RULES.broken(copy)).as(mistake).anyMatch(it -> it.contains(named));
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

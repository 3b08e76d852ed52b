package dev.assent.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions and functions of a template, worked out for this machine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class IntrinsicsTest {

    private static final String TEMPLATE = """
            Parameters:
              Stage: { Type: String, Default: dev }
              Numbers: { Type: CommaDelimitedList, Default: "1,2" }
            Conditions:
              IsProd: !Equals [!Ref Stage, prod]
              IsDev: !Not [!Condition IsProd]
              IsBoth: !And [!Condition IsProd, !Condition IsDev]
              IsEither: !Or [!Condition IsProd, !Condition IsDev]
            Resources:
              Queue:
                Type: AWS::SQS::Queue
              AuditQueue:
                Type: AWS::SQS::Queue
                Condition: IsProd
              Uploads:
                Type: AWS::S3::Bucket
              Events:
                Type: AWS::Events::EventBus
                Properties: { Name: !Sub "assent-${Stage}" }
              Fn:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: functions/fn
                  Handler: x
                  Timeout: !If [IsProd, 30, 10]
                  Environment:
                    Variables:
                      QUEUE_URL: !Ref Queue
                      QUEUE_ARN: !GetAtt Queue.Arn
                      LIST: !Join [";", !Ref Numbers]
                      TEXT: !Sub "${Stage} in ${AWS::Region} ${!literal} ${Queue.Arn}"
                      OWN: !Sub ["${a}-${Stage}", { a: !Ref "AWS::AccountId" }]
                      CHOSEN: !If [IsEither, !If [IsBoth, both, one], none]
                      GONE: !If [IsProd, here, !Ref "AWS::NoValue"]
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: s3:PutObject
                          Resource: !Sub "${Uploads.Arn}/evidence/*"
                  Events:
                    Daily:
                      Type: ScheduleV2
                      Properties:
                        ScheduleExpression: cron(0 9 * * ? *)
                        ScheduleExpressionTimezone: Europe/Berlin
                        State: !If [IsProd, ENABLED, DISABLED]
            """;

    @TempDir
    private Path folder = Path.of("");

    private Template read(String yaml, Map<String, String> parameters) throws IOException {
        return Template.read(Files.writeString(folder.resolve("template.yaml"), yaml), parameters);
    }

    @Test
    void functions_are_worked_out_and_values_that_are_none_left_out() throws IOException {
        Template template = read(TEMPLATE, Map.of());

        assertThat(template.environment(template.functions().getFirst(), Map.of("Queue", "http://queue")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "QUEUE_URL", "http://queue",
                        "QUEUE_ARN", "arn:aws:sqs:us-east-1:000000000000:Queue",
                        "LIST", "1;2",
                        "TEXT", "dev in us-east-1 ${literal} arn:aws:sqs:us-east-1:000000000000:Queue",
                        "OWN", "000000000000-dev",
                        "CHOSEN", "one"));
        assertThat(template.buses()).containsExactly("assent-dev");
        assertThat(template.buckets()).containsExactly("Uploads");
    }

    @Test
    void conditions_choose_resources_properties_and_schedules() throws IOException {
        Template dev = read(TEMPLATE, Map.of());
        Template prod = read(TEMPLATE, Map.of("Stage", "prod"));

        assertThat(dev.queues()).extracting(Template.Queue::logicalId).containsExactly("Queue");
        assertThat(prod.queues()).extracting(Template.Queue::logicalId).containsExactly("Queue", "AuditQueue");
        assertThat(dev.functions().getFirst().timeoutSeconds()).isEqualTo(10);
        assertThat(prod.functions().getFirst().timeoutSeconds()).isEqualTo(30);
        assertThat(dev.functions().getFirst().events()).isEmpty();
        assertThat(prod.functions().getFirst().events()).hasSize(1);
    }

    @Test
    void policies_hold_for_what_their_patterns_match() throws IOException {
        Policy policy = read(TEMPLATE, Map.of()).functions().getFirst().policy();

        assertThat(policy.permits("s3:PutObject", "arn:aws:s3:::Uploads/evidence/1.json"))
                .isTrue();
        assertThat(policy.permits("s3:putobject", "arn:aws:s3:::Uploads/evidence/1.json"))
                .isTrue();
        assertThat(policy.permits("s3:GetObject", "arn:aws:s3:::Uploads/evidence/1.json"))
                .isFalse();
        assertThat(policy.permits("s3:PutObject", "arn:aws:s3:::Uploads/other/1.json"))
                .isFalse();
    }

    @Test
    void what_is_not_understood_is_named_with_its_line() {
        assertProblem("!Ref Queue\n", "!Ref Queues\n", "line 28: Fn: Ref Queues leads nowhere");
        assertProblem("!GetAtt Queue.Arn", "!GetAtt Queue.Url", "line 29: Fn: the attribute Url of Queue");
        assertProblem("!Join [", "!Select [", "line 30: the function !Select is not understood");
        assertProblem("Condition: IsProd", "Condition: IsProduction", "the condition IsProduction is not declared");
        assertProblem(
                "AWS::S3::Bucket", "AWS::S3::Buckets", "line 16: the resource Uploads has the type AWS::S3::Buckets");
        assertProblem("Handler: x", "Handlers: x", "line 24: Fn: the property Handlers is not understood");
        assertProblem("Type: ScheduleV2", "Type: Cron", "line 42: Fn: the event type Cron is not understood");
        assertProblem("Action: s3:PutObject", "NotAction: s3:PutObject", "NotAction is not understood");
        assertProblem("Conditions:", "Mappings: {}\nConditions:", "line 4: the template: the key Mappings");
        assertProblem("Europe/Berlin", "Europe/Bonn", "there is no time zone Europe/Bonn");
    }

    private void assertProblem(String right, String wrong, String told) {
        assertThat(TEMPLATE).contains(right);
        assertThatThrownBy(() -> {
                    Template template = read(TEMPLATE.replace(right, wrong), Map.of("Stage", "prod"));
                    template.functions().forEach(it -> template.environment(it, Map.of("Queue", "x")));
                })
                .isInstanceOf(TemplateProblem.class)
                .hasMessageContaining(told);
    }
}

package dev.assent.local.template;

import java.util.Map;
import java.util.Set;

/** What the local stack makes of the template, type by type and property by property; the rest stops the start. */
final class ResourceTypes {

    static final String TABLE = "AWS::DynamoDB::Table";
    static final String QUEUE = "AWS::SQS::Queue";
    static final String BUCKET = "AWS::S3::Bucket";
    static final String BUS = "AWS::Events::EventBus";
    static final String API = "AWS::Serverless::HttpApi";
    static final String FUNCTION = "AWS::Serverless::Function";

    /** Types without a meaning on one machine: logs, alarms, dashboards and keys. */
    static final Set<String> IGNORED = Set.of(
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::KMS::Alias",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::Logs::MetricFilter",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::Topic",
            "AWS::SQS::QueuePolicy");

    /** Properties that act here, and those that are known and do nothing here. */
    private record Known(Set<String> honoured, Set<String> ignored) {}

    private static final Map<String, Known> PROPERTIES = Map.of(
            TABLE,
                    new Known(
                            Set.of("AttributeDefinitions", "KeySchema", "BillingMode"),
                            Set.of(
                                    "DeletionProtectionEnabled",
                                    "OnDemandThroughput",
                                    "PointInTimeRecoverySpecification",
                                    "SSESpecification",
                                    "Tags",
                                    "TimeToLiveSpecification",
                                    "WarmThroughput")),
            QUEUE,
                    new Known(
                            Set.of("VisibilityTimeout", "RedrivePolicy"),
                            Set.of(
                                    "KmsMasterKeyId",
                                    "MessageRetentionPeriod",
                                    "RedriveAllowPolicy",
                                    "SqsManagedSseEnabled",
                                    "Tags")),
            BUCKET,
                    new Known(
                            Set.of(),
                            Set.of(
                                    "BucketEncryption",
                                    "LifecycleConfiguration",
                                    "ObjectLockConfiguration",
                                    "ObjectLockEnabled",
                                    "OwnershipControls",
                                    "PublicAccessBlockConfiguration",
                                    "Tags",
                                    "VersioningConfiguration")),
            BUS, new Known(Set.of("Name"), Set.of("Description", "Tags")),
            API, new Known(Set.of("Auth"), Set.of("AccessLogSettings", "DefaultRouteSettings", "Description", "Tags")),
            FUNCTION,
                    new Known(
                            Set.of(
                                    "CodeUri",
                                    "Environment",
                                    "Events",
                                    "Handler",
                                    "MemorySize",
                                    "Policies",
                                    "Runtime",
                                    "Timeout"),
                            Set.of(
                                    "Architectures",
                                    "AutoPublishAlias",
                                    "Description",
                                    "LoggingConfig",
                                    "RecursiveLoop",
                                    "ReservedConcurrentExecutions",
                                    "SnapStart",
                                    "Tags",
                                    "Tracing")));

    private static final Map<String, Known> EVENT_PROPERTIES = Map.of(
            "HttpApi", new Known(Set.of("ApiId", "Auth", "Method", "Path"), Set.of("TimeoutInMillis")),
            "SQS",
                    new Known(
                            Set.of(
                                    "BatchSize",
                                    "Enabled",
                                    "FunctionResponseTypes",
                                    "MaximumBatchingWindowInSeconds",
                                    "Queue",
                                    "ScalingConfig"),
                            Set.of()),
            "ScheduleV2",
                    new Known(
                            Set.of("Input", "ScheduleExpression", "ScheduleExpressionTimezone", "State"),
                            Set.of("DeadLetterConfig", "Description", "FlexibleTimeWindow", "Name", "RetryPolicy")));

    /** What stands inside of properties; CloudFormation drops a misspelt one, or refuses it at the deployment. */
    private static final Map<String, Set<String>> NESTED = Map.of(
            "Auth", Set.of("Authorizer", "DefaultAuthorizer", "EnableIamAuthorizer"),
            "Environment", Set.of("Variables"),
            "LoggingConfig", Set.of("ApplicationLogLevel", "LogFormat", "LogGroup", "SystemLogLevel"),
            "PointInTimeRecoverySpecification", Set.of("PointInTimeRecoveryEnabled", "RecoveryPeriodInDays"),
            "RedrivePolicy", Set.of("deadLetterTargetArn", "maxReceiveCount"),
            "RetryPolicy", Set.of("MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
            "SSESpecification", Set.of("KMSMasterKeyId", "SSEEnabled", "SSEType"),
            "ScalingConfig", Set.of("MaximumConcurrency"),
            "TimeToLiveSpecification", Set.of("AttributeName", "Enabled"));

    private static final Set<String> RESOURCE_KEYS =
            Set.of("Type", "Properties", "Condition", "DeletionPolicy", "DependsOn", "Metadata", "UpdateReplacePolicy");

    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Conditions",
            "Description",
            "Globals",
            "Metadata",
            "Outputs",
            "Parameters",
            "Resources",
            "Transform");

    private ResourceTypes() {}

    static boolean isKnown(String type) {
        return PROPERTIES.containsKey(type) || IGNORED.contains(type);
    }

    /** Stops at the first section, key, property or event property that is not understood, and names its line. */
    static void check(TemplateYaml yaml) {
        yaml.document().keySet().forEach(it -> only(SECTIONS, it, yaml.line(it), "the template"));
        Values.map(yaml.document(), "Globals").keySet().forEach(it -> {
            only(Set.of("Function"), it, yaml.line("Globals", it), "Globals");
            checkProperties(yaml, FUNCTION, Values.map(Values.map(yaml.document(), "Globals"), it), "Globals", it);
        });
        Values.map(yaml.document(), "Resources")
                .forEach((id, resource) -> checkResource(yaml, id, Values.map(resource)));
    }

    private static void checkResource(TemplateYaml yaml, String id, Map<String, Object> resource) {
        resource.keySet().forEach(it -> only(RESOURCE_KEYS, it, yaml.line("Resources", id, it), id));
        String type = Values.text(resource.get("Type"));
        if (!isKnown(type)) {
            throw new TemplateProblem("line " + yaml.line("Resources", id, "Type") + ": the resource " + id
                    + " has the type " + type + ", which the local stack does not understand");
        }
        if (!IGNORED.contains(type)) {
            checkProperties(yaml, type, Values.map(resource, "Properties"), "Resources", id, "Properties");
        }
    }

    private static void checkProperties(
            TemplateYaml yaml, String type, Map<String, Object> properties, String... path) {
        String place = path[1];
        Known known = PROPERTIES.getOrDefault(type, new Known(Set.of(), Set.of()));
        properties.forEach((it, value) -> {
            if (!known.honoured().contains(it) && !known.ignored().contains(it)) {
                throw unknown("property " + it, yaml.line(with(path, it)), place);
            }
            checkNested(it, value, yaml, with(path, it));
        });
        if (!type.equals(FUNCTION)) {
            return;
        }
        Values.map(properties, "Events").forEach((name, event) -> {
            String eventType = Values.text(Values.map(event).get("Type"));
            Known knownOfEvent = EVENT_PROPERTIES.get(eventType);
            if (knownOfEvent == null) {
                throw unknown("event type " + eventType, yaml.line(with(path, "Events", name, "Type")), place);
            }
            Values.map(Values.map(event), "Properties").forEach((it, value) -> {
                checkNested(it, value, yaml, with(path, "Events", name, "Properties", it));
                if (!knownOfEvent.honoured().contains(it)
                        && !knownOfEvent.ignored().contains(it)) {
                    throw unknown(
                            "property " + it,
                            yaml.line(with(path, "Events", name, "Properties", it)),
                            place + "." + name);
                }
            });
        });
    }

    private static void checkNested(String property, Object value, TemplateYaml yaml, String[] path) {
        Set<String> known = NESTED.get(property);
        if (known != null && value instanceof Map<?, ?> && !Intrinsics.isFunction(Values.map(value))) {
            Values.map(value)
                    .keySet()
                    .forEach(it -> only(known, it, yaml.line(with(path, it)), path[1] + "." + property));
        }
    }

    private static void only(Set<String> known, String key, int line, String place) {
        if (!known.contains(key)) {
            throw unknown("key " + key, line, place);
        }
    }

    private static TemplateProblem unknown(String what, int line, String place) {
        return new TemplateProblem("line " + line + ": " + place + ": the " + what + " is not understood");
    }

    private static String[] with(String[] path, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(path), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }
}

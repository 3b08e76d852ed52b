package dev.assent.local.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * template.yaml as the local stack needs it. What it does not understand stops the start; what it ignores on purpose is
 * listed in {@link #IGNORED}.
 */
public final class Template {

    /** Resource types that mean nothing on one machine. */
    public static final Set<String> IGNORED = Set.of("AWS::Logs::LogGroup");

    private static final String REGION = "us-east-1";
    private static final String ACCOUNT = "000000000000";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    /** A table: its keys by name, the partition key first. */
    public record Table(String logicalId, List<String> keys) {}

    /** A queue; {@code redriveTo} names its dead-letter queue, or is null. */
    public record Queue(
            String logicalId,
            int visibilityTimeout,
            @Nullable String redriveTo,
            int maxReceiveCount) {}

    /** What calls a function. */
    public sealed interface Event {

        /** A route of the HTTP API. */
        record Route(String method, String path, boolean isPublic) implements Event {}

        /** A queue. */
        record Source(String queue, int batchSize, int windowSeconds, int maximumConcurrency, boolean reportsFailures)
                implements Event {}

        /** A schedule that fires every so many seconds. */
        record Schedule(int everySeconds, String input) implements Event {}
    }

    /** A function; its environment still holds unresolved references to tables and queues. */
    public record Function(
            String logicalId,
            String name,
            String codeUri,
            String handler,
            int memorySize,
            int timeoutSeconds,
            Map<String, Object> environment,
            List<Event> events) {}

    private final Map<String, Object> document;
    private final Map<String, Object> parameters = new HashMap<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Queue> queues = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();

    private Template(Map<String, Object> document) {
        this.document = document;
    }

    /**
     * Reads a template.
     *
     * @param overrides parameter values that replace the defaults
     * @throws TemplateProblem if there is anything in it that the local stack does not understand
     */
    public static Template read(Path file, Map<String, String> overrides) {
        var template = new Template(TemplateYaml.read(file));
        template.readParameters(overrides);
        map(template.document, "Resources").forEach((id, resource) -> template.readResource(id, map(resource)));
        return template;
    }

    /** The tables. */
    public List<Table> tables() {
        return List.copyOf(tables);
    }

    /** The queues, dead-letter queues before those that redrive to them. */
    public List<Queue> queues() {
        return queues.stream()
                .sorted(java.util.Comparator.comparing(queue -> queue.redriveTo() != null))
                .toList();
    }

    /** The functions. */
    public List<Function> functions() {
        return List.copyOf(functions);
    }

    /** A parameter's value; lists are joined by commas. */
    public String parameter(String name) {
        Object value = parameters.get(name);
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }

    /** All parameter names. */
    public Set<String> parameterNames() {
        return Set.copyOf(parameters.keySet());
    }

    /** A function's variables, once it is known what each resource's {@code Ref} is. */
    public Map<String, String> environment(Function function, Map<String, String> refs) {
        Map<String, String> environment = new LinkedHashMap<>();
        function.environment().forEach((name, value) -> environment.put(name, text(resolve(value, refs))));
        return environment;
    }

    private void readParameters(Map<String, String> overrides) {
        Map<String, Object> declared = map(document, "Parameters");
        declared.forEach((name, declaration) -> {
            Map<String, Object> parameter = map(declaration);
            String value = overrides.getOrDefault(name, text(parameter.getOrDefault("Default", "")));
            Object allowed = parameter.get("AllowedValues");
            if (allowed instanceof List<?> list && !list.contains(value)) {
                throw new TemplateProblem("the parameter " + name + " is one of " + list);
            }
            if ("Number".equals(parameter.get("Type")) && !value.matches("-?[0-9]+([.][0-9]+)?")) {
                throw new TemplateProblem("the parameter " + name + " is a number");
            }
            boolean isList = "CommaDelimitedList".equals(parameter.get("Type"));
            parameters.put(name, isList ? List.of(value.split(",")) : value);
        });
        overrides.keySet().stream()
                .filter(name -> !declared.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new TemplateProblem("there is no parameter " + name + "; there are "
                            + declared.keySet().stream().sorted().toList());
                });
    }

    private void readResource(String id, Map<String, Object> resource) {
        String type = text(resource.get("Type"));
        Map<String, Object> properties = map(resource.getOrDefault("Properties", Map.of()));
        switch (type) {
            case "AWS::DynamoDB::Table" -> tables.add(table(id, properties));
            case "AWS::SQS::Queue" -> queues.add(queue(id, properties));
            case "AWS::Serverless::Function" -> functions.add(function(id, properties));
            case "AWS::Serverless::HttpApi" -> {
                // One API; its routes are read from the functions' events.
            }
            default -> {
                if (!IGNORED.contains(type)) {
                    throw new TemplateProblem("the resource " + id + " has the type " + type
                            + ", which the local stack does not understand");
                }
            }
        }
    }

    private static Table table(String id, Map<String, Object> properties) {
        List<String> keys = new ArrayList<>();
        for (Object key : list(properties.get("KeySchema"))) {
            keys.add(text(map(key).get("AttributeName")));
        }
        return new Table(id, keys);
    }

    private Queue queue(String id, Map<String, Object> properties) {
        Map<String, Object> redrive = map(properties.getOrDefault("RedrivePolicy", Map.of()));
        String target = null;
        if (redrive.get("deadLetterTargetArn") instanceof Map<?, ?> getAtt
                && getAtt.get("Fn::GetAtt") instanceof List<?> path) {
            target = text(path.getFirst());
        }
        return new Queue(
                id, integer(properties, "VisibilityTimeout", 30), target, integer(redrive, "maxReceiveCount", 0));
    }

    private Function function(String id, Map<String, Object> own) {
        Map<String, Object> globals = map(map(document, "Globals").getOrDefault("Function", Map.of()));
        Map<String, Object> properties = new HashMap<>(globals);
        properties.putAll(own);
        Map<String, Object> environment = new LinkedHashMap<>(variables(globals));
        environment.putAll(variables(own));
        String codeUri = text(properties.get("CodeUri"));
        List<Event> events = new ArrayList<>();
        map(own.getOrDefault("Events", Map.of()))
                .forEach((name, event) -> events.add(event(id + "." + name, map(event))));
        return new Function(
                id,
                codeUri.replaceFirst("^functions/([^/]+)/.*$", "$1"),
                codeUri,
                text(properties.get("Handler")),
                integer(properties, "MemorySize", 128),
                integer(properties, "Timeout", 3),
                environment,
                events);
    }

    private static Map<String, Object> variables(Map<String, Object> properties) {
        return map(map(properties.getOrDefault("Environment", Map.of())).getOrDefault("Variables", Map.of()));
    }

    private Event event(String name, Map<String, Object> event) {
        Map<String, Object> properties = map(event.get("Properties"));
        return switch (text(event.get("Type"))) {
            case "HttpApi" ->
                new Event.Route(
                        text(properties.get("Method")),
                        text(properties.get("Path")),
                        "NONE"
                                .equals(map(properties.getOrDefault("Auth", Map.of()))
                                        .get("Authorizer")));
            case "SQS" ->
                new Event.Source(
                        text(list(map(properties.get("Queue")).get("Fn::GetAtt"))
                                .getFirst()),
                        integer(properties, "BatchSize", 10),
                        integer(properties, "MaximumBatchingWindowInSeconds", 0),
                        integer(map(properties.getOrDefault("ScalingConfig", Map.of())), "MaximumConcurrency", 10),
                        list(properties.getOrDefault("FunctionResponseTypes", List.of()))
                                .contains("ReportBatchItemFailures"));
            case "ScheduleV2" ->
                new Event.Schedule(
                        seconds(name, text(properties.get("ScheduleExpression"))),
                        text(properties.getOrDefault("Input", "{}")));
            default -> throw new TemplateProblem("the event " + name + " has a type that is not understood");
        };
    }

    private static int seconds(String name, String expression) {
        Matcher rate = Pattern.compile("rate\\((\\d+) minutes?\\)").matcher(expression);
        if (!rate.matches()) {
            throw new TemplateProblem("the schedule " + name + " is not a rate in minutes");
        }
        return Integer.parseInt(rate.group(1)) * 60;
    }

    private Object resolve(Object value, Map<String, String> refs) {
        if (value instanceof Map<?, ?> function && function.size() == 1) {
            String name = text(function.keySet().iterator().next());
            Object argument = Objects.requireNonNull(function.get(name));
            return switch (name) {
                case "Ref" -> ref(text(argument), refs);
                case "Fn::Sub" -> substitute(text(argument), refs);
                case "Fn::Join" -> {
                    Object parts = resolve(list(argument).get(1), refs);
                    yield String.join(
                            text(list(argument).getFirst()),
                            list(parts).stream()
                                    .map(it -> text(resolve(it, refs)))
                                    .toList());
                }
                default -> throw new TemplateProblem(name + " is not understood in a variable");
            };
        }
        return value;
    }

    private Object ref(String name, Map<String, String> refs) {
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        String ref = refs.get(name);
        if (ref == null) {
            throw new TemplateProblem("Ref " + name + " leads nowhere");
        }
        return ref;
    }

    private String substitute(String text, Map<String, String> refs) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(
                        switch (it.group(1)) {
                            case "AWS::Region" -> REGION;
                            case "AWS::AccountId" -> ACCOUNT;
                            case "AWS::Partition" -> "aws";
                            default -> text(ref(it.group(1), refs));
                        }));
    }

    private static int integer(Map<String, Object> properties, String name, int otherwise) {
        return properties.get(name) instanceof Integer number ? number : otherwise;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        throw new TemplateProblem("a map was expected, but there is " + value);
    }

    private static Map<String, Object> map(Map<String, Object> parent, String name) {
        return map(parent.getOrDefault(name, Map.of()));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?>) {
            return (List<Object>) value;
        }
        throw new TemplateProblem("a list was expected, but there is " + value);
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }
}

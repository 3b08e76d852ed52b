package dev.assent.local.template;

import static dev.assent.local.template.Values.integer;
import static dev.assent.local.template.Values.list;
import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * template.yaml as the local stack needs it. What it does not understand stops the start and is named with its line; what
 * it ignores on purpose is listed in {@link ResourceTypes}.
 */
public final class Template {

    /** A table: its keys by name, the partition key first, and each key's type (S or N). */
    public record Table(String logicalId, List<String> keys, Map<String, String> keyTypes) {}

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

        /** A schedule; {@code name} is the function's logical id and the event's. */
        record Schedule(String name, ScheduleExpression expression, String input) implements Event {}
    }

    /** A function; its environment still holds references to queues, whose addresses are known once they exist. */
    public record Function(
            String logicalId,
            String name,
            String codeUri,
            String runtime,
            String handler,
            int memorySize,
            int timeoutSeconds,
            Policy policy,
            Map<String, Object> environment,
            List<Event> events) {

        /** Its zip, below the project's folder: the one that CodeUri names, or the one that its module builds. */
        public String zip() {
            return codeUri.endsWith(".zip") ? codeUri : codeUri + "/target/function.zip";
        }
    }

    private final TemplateYaml yaml;
    private final Map<String, Object> parameters;
    private final Map<String, String> typesById = new LinkedHashMap<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Queue> queues = new ArrayList<>();
    private final List<String> buckets = new ArrayList<>();
    private final List<String> buses = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();

    private Template(TemplateYaml yaml, Map<String, Object> parameters) {
        this.yaml = yaml;
        this.parameters = parameters;
    }

    /**
     * Reads a template.
     *
     * @param overrides parameter values that replace the defaults
     * @throws TemplateProblem if there is anything in it that the local stack does not understand
     */
    public static Template read(Path file, Map<String, String> overrides) {
        TemplateYaml yaml = TemplateYaml.read(file);
        ResourceTypes.check(yaml);
        var template = new Template(yaml, Parameters.read(map(yaml.document(), "Parameters"), overrides));
        template.readResources();
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

    /** The logical ids of the buckets, which are also their names here. */
    public List<String> buckets() {
        return List.copyOf(buckets);
    }

    /** The names of the event buses beside {@code default}. */
    public List<String> buses() {
        return List.copyOf(buses);
    }

    /** The functions. */
    public List<Function> functions() {
        return List.copyOf(functions);
    }

    /** A parameter's value; lists are joined by commas. */
    public String parameter(String name) {
        Object value = parameters.get(name);
        return value instanceof List<?>
                ? String.join(",", list(value).stream().map(Values::text).toList())
                : text(value);
    }

    /** All parameter names. */
    public Set<String> parameterNames() {
        return Set.copyOf(parameters.keySet());
    }

    /** A function's variables, once it is known what each resource's {@code Ref} is. */
    public Map<String, String> environment(Function function, Map<String, String> refs) {
        Map<String, String> environment = new LinkedHashMap<>();
        Intrinsics intrinsics = intrinsics(refs);
        function.environment().forEach((name, value) -> {
            try {
                Object resolved = intrinsics.resolve(value);
                if (!Intrinsics.isNone(resolved)) {
                    environment.put(name, text(resolved));
                }
            } catch (TemplateProblem e) {
                throw e.at(
                        line(function.logicalId(), "Properties", "Environment", "Variables", name),
                        function.logicalId());
            }
        });
        return environment;
    }

    private void readResources() {
        Map<String, Object> resources = map(yaml.document(), "Resources");
        Intrinsics intrinsics = intrinsics(Map.of());
        resources.forEach((id, resource) -> {
            Object condition = map(resource).get("Condition");
            if (condition == null || intrinsics.holds(text(condition))) {
                typesById.put(id, text(map(resource).get("Type")));
            }
        });
        typesById.forEach((id, type) -> {
            try {
                readResource(id, type, map(map(resources.get(id)), "Properties"), intrinsics);
            } catch (TemplateProblem e) {
                throw e.at(line(id), id);
            }
        });
    }

    private void readResource(String id, String type, Map<String, Object> properties, Intrinsics intrinsics) {
        switch (type) {
            case ResourceTypes.TABLE -> tables.add(table(id, map(intrinsics.resolve(properties))));
            case ResourceTypes.QUEUE -> queues.add(queue(id, map(intrinsics.resolve(properties))));
            case ResourceTypes.BUCKET -> buckets.add(id);
            case ResourceTypes.BUS ->
                buses.add(text(map(intrinsics.resolve(properties)).getOrDefault("Name", id)));
            case ResourceTypes.FUNCTION -> functions.add(function(id, properties, intrinsics));
            default -> {
                // The one API, whose routes are read from the functions' events; and what is ignored.
            }
        }
    }

    private static Table table(String id, Map<String, Object> properties) {
        Map<String, String> types = new HashMap<>();
        list(properties.get("AttributeDefinitions"))
                .forEach(it -> types.put(text(map(it).get("AttributeName")), text(map(it).get("AttributeType"))));
        List<String> keys = new ArrayList<>();
        for (Object key : list(properties.get("KeySchema"))) {
            String name = text(map(key).get("AttributeName"));
            if (!types.containsKey(name)) {
                throw new TemplateProblem("the key " + name + " has no AttributeDefinition");
            }
            keys.add("HASH".equals(map(key).get("KeyType")) ? 0 : keys.size(), name);
        }
        if (!new TreeSet<>(keys).equals(new TreeSet<>(types.keySet()))) {
            throw new TemplateProblem("its AttributeDefinitions " + new TreeSet<>(types.keySet()) + " are not its keys "
                    + new TreeSet<>(keys));
        }
        return new Table(id, List.copyOf(keys), Map.copyOf(types));
    }

    private static Queue queue(String id, Map<String, Object> properties) {
        Map<String, Object> redrive = map(properties, "RedrivePolicy");
        Object target = redrive.get("deadLetterTargetArn");
        if (target != null && !text(target).startsWith("arn:")) {
            throw new TemplateProblem("deadLetterTargetArn is an ARN (GetAtt ... Arn), not " + target);
        }
        return new Queue(
                id,
                integer(properties, "VisibilityTimeout", 30),
                target == null ? null : Arns.lastOf(text(target)),
                integer(redrive, "maxReceiveCount", 0));
    }

    private Function function(String id, Map<String, Object> own, Intrinsics intrinsics) {
        Map<String, Object> globals = map(map(yaml.document(), "Globals"), "Function");
        Map<String, Object> environment = new LinkedHashMap<>(variables(globals));
        environment.putAll(variables(own));
        Map<String, Object> all = new HashMap<>(globals);
        all.putAll(own);
        all.remove("Environment"); // What it refers to exists later only.
        all.remove("Events");
        Map<String, Object> properties = map(intrinsics.resolve(all));
        String codeUri = text(properties.get("CodeUri"));
        return new Function(
                id,
                codeUri.replaceFirst("^functions/([^/]+).*$", "$1"),
                codeUri,
                text(properties.get("Runtime")),
                text(properties.get("Handler")),
                integer(properties, "MemorySize", 128),
                integer(properties, "Timeout", 3),
                Policy.read(list(properties.getOrDefault("Policies", List.of()))),
                environment,
                events(id, map(own, "Events"), intrinsics));
    }

    private List<Event> events(String id, Map<String, Object> declared, Intrinsics intrinsics) {
        List<Event> events = new ArrayList<>();
        declared.forEach((name, event) -> {
            try {
                Map<String, Object> properties = map(intrinsics.resolve(map(map(event), "Properties")));
                EventReader.read(id + "." + name, text(map(event).get("Type")), properties)
                        .ifPresent(events::add);
            } catch (TemplateProblem e) {
                throw e.at(line(id, "Properties", "Events", name), id + "." + name);
            }
        });
        return List.copyOf(events);
    }

    private static Map<String, Object> variables(Map<String, Object> properties) {
        return map(map(properties, "Environment"), "Variables");
    }

    private Intrinsics intrinsics(Map<String, String> refs) {
        return new Intrinsics(parameters, map(yaml.document(), "Conditions"), new Intrinsics.Resources() {
            @Override
            public String ref(String id) {
                String ref = refs.get(id);
                return ref == null ? Arns.ref(typeOf(id, "Ref " + id), id) : ref;
            }

            @Override
            public String attribute(String id, String attribute) {
                return Arns.attribute(typeOf(id, "GetAtt " + id + "." + attribute), id, attribute);
            }
        });
    }

    private String typeOf(String id, String what) {
        String type = typesById.get(id);
        if (type == null) {
            throw new TemplateProblem(what + " leads nowhere");
        }
        return type;
    }

    private int line(String... pathBelowResources) {
        List<String> path = new ArrayList<>(List.of("Resources"));
        path.addAll(List.of(pathBelowResources));
        return yaml.line(path.toArray(String[]::new));
    }
}

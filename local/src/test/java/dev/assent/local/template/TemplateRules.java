package dev.assent.local.template;

import static dev.assent.local.template.Values.list;
import static dev.assent.local.template.Values.listOrOne;
import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What template.yaml must be so that it deploys, and so that it and the code do not drift apart. */
final class TemplateRules {

    private static final Pattern VARIABLE = Pattern.compile("@ConfigProperty\\(name = \"([A-Z_0-9]+)\"\\)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^!}][^}]*)}");
    private static final String FOR_THE_JVM = "JAVA_TOOL_OPTIONS";

    /** The keys that the adapters read and write. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "ConsentTable", List.of("pk", "sk"),
            "MessageTable", List.of("pk", "sk"),
            "CampaignTable", List.of("pk", "sk"),
            "CounterTable", List.of("pk"));

    /** Values that AWS knows, by property. */
    private static final Map<String, Set<String>> ENUMERATIONS = Map.ofEntries(
            Map.entry("Runtime", Set.of("java25")),
            Map.entry("Architectures", Set.of("arm64", "x86_64")),
            Map.entry("Tracing", Set.of("Active", "PassThrough")),
            Map.entry("LogFormat", Set.of("JSON", "Text")),
            Map.entry("BillingMode", Set.of("PAY_PER_REQUEST")),
            Map.entry("AttributeType", Set.of("S", "N", "B")),
            Map.entry("KeyType", Set.of("HASH", "RANGE")),
            Map.entry("FunctionResponseTypes", Set.of("ReportBatchItemFailures")),
            Map.entry("Authorizer", Set.of("NONE", "AWS_IAM")),
            Map.entry("DefaultAuthorizer", Set.of("AWS_IAM")),
            Map.entry("DeletionPolicy", Set.of("Retain")),
            Map.entry("UpdateReplacePolicy", Set.of("Retain")),
            Map.entry("Effect", Set.of("Allow")),
            Map.entry("Method", Set.of("GET", "POST", "PUT", "DELETE")),
            Map.entry("BuildMethod", Set.of("makefile")));

    private final Path root;
    private final PermissionRules permissions;
    private final EventRules events = new EventRules();

    TemplateRules(Path root) {
        this.root = root;
        this.permissions = new PermissionRules(new CodeActions(root));
    }

    /** Everything that is wrong with a template, each in a sentence that names the place. */
    List<String> broken(Path file) {
        List<String> broken = new ArrayList<>();
        try {
            TemplateYaml yaml = TemplateYaml.read(file);
            checkReferences(yaml.document(), broken);
            if (broken.isEmpty()) {
                check(yaml, Template.read(file, Map.of()), broken);
            }
        } catch (TemplateProblem e) {
            broken.add(String.valueOf(e.getMessage()));
        }
        return broken;
    }

    private void check(TemplateYaml yaml, Template template, List<String> broken) {
        checkEnumerations("", yaml.document(), broken);
        checkWildcards(yaml.document(), broken);
        template.tables().forEach(it -> checkTable(it, yaml, broken));
        template.functions().forEach(function -> {
            Map<String, Object> resource = map(map(yaml.document(), "Resources"), function.logicalId());
            checkCode(function, resource, broken);
            events.check(function, resource, template, broken);
            checkNamesOfVariables(function, broken);
            checkVariables(function, template, broken);
            permissions.check(function, variables(function, template), broken);
            checkLogGroup(function, yaml, broken);
        });
        template.queues().forEach(queue -> checkRedrive(queue, broken));
    }

    private static void checkReferences(Map<String, Object> document, List<String> broken) {
        Set<String> parameters = map(document, "Parameters").keySet();
        Set<String> all = new TreeSet<>(map(document, "Resources").keySet());
        all.addAll(parameters);
        document.forEach((section, content) -> walk(section, content, (place, value) -> {
            // A function that refers to itself, or to what refers to it, can't be created.
            Set<String> known = section.equals("Globals") ? parameters : all;
            if (!(value instanceof Map<?, ?>)) {
                return;
            }
            Map<String, Object> call = map(value);
            List<String> names = new ArrayList<>();
            if (call.containsKey("Ref")) {
                names.add(text(call.get("Ref")));
            }
            if (call.get("Fn::GetAtt") instanceof List<?> path) {
                names.add(text(path.getFirst()));
            }
            if (call.containsKey("Fn::Sub")) {
                Object sub = call.get("Fn::Sub");
                Set<String> own =
                        sub instanceof List<?> ? map(list(sub).getLast()).keySet() : Set.of();
                String pattern = text(sub instanceof List<?> ? list(sub).getFirst() : sub);
                PLACEHOLDER
                        .matcher(pattern)
                        .results()
                        .map(it -> it.group(1).split("\\.", 2)[0])
                        .filter(it -> !own.contains(it))
                        .forEach(names::add);
            }
            names.stream()
                    .filter(it -> !known.contains(it) && !it.startsWith("AWS::"))
                    .forEach(it -> broken.add(place + ": the reference " + it + " leads nowhere"));
        }));
    }

    private static void checkEnumerations(String place, Object value, List<String> broken) {
        walk(place, value, (where, each) -> {
            if (each instanceof Map<?, ?>) {
                map(each).forEach((key, entry) -> {
                    Set<String> known = ENUMERATIONS.get(key);
                    if (known != null && !(entry instanceof Map<?, ?>)) {
                        listOrOne(entry).stream()
                                .map(Values::text)
                                .filter(it -> !known.contains(it))
                                .forEach(it -> broken.add(where + ": " + key + " is one of " + known + ", not " + it));
                    }
                });
            }
        });
    }

    private static void checkWildcards(Map<String, Object> document, List<String> broken) {
        walk("Resources", map(document, "Resources"), (place, each) -> {
            if (each instanceof Map<?, ?> && map(each).containsKey("Effect")) {
                Map<String, Object> statement = map(each);
                Stream.concat(
                                listOrOne(statement.get("Action")).stream(),
                                listOrOne(statement.get("Resource")).stream())
                        .map(Values::text)
                        // AWS appends six characters to a secret's name; nothing else may stay open.
                        .map(it -> it.replaceFirst("-[?]{6}}?$", ""))
                        .filter(it -> it.contains("*") || it.contains("?"))
                        .forEach(it -> broken.add(place + ": the wildcard " + it + " is too wide"));
                if (listOrOne(statement.get("Resource")).size() != 1) {
                    broken.add(place + ": a statement names one resource");
                }
            }
        });
    }

    private static void checkTable(Template.Table table, TemplateYaml yaml, List<String> broken) {
        if (!table.keys().equals(KEYS.get(table.logicalId()))) {
            broken.add(table.logicalId() + ": its keys are " + table.keys() + "; the adapters use "
                    + KEYS.get(table.logicalId()));
        }
        if (table.keyTypes().values().stream().anyMatch(it -> !it.equals("S"))) {
            broken.add(table.logicalId() + ": all keys are strings");
        }
        Map<String, Object> resource = map(map(yaml.document(), "Resources"), table.logicalId());
        if (!"Retain".equals(resource.get("DeletionPolicy"))) {
            broken.add(table.logicalId() + ": a deleted stack must leave it (DeletionPolicy: Retain)");
        }
    }

    private void checkCode(Template.Function function, Map<String, Object> resource, List<String> broken) {
        Path folder = root.resolve(function.codeUri());
        if (!function.codeUri().equals("functions/" + function.name()) || !Files.exists(root.resolve(function.zip()))) {
            broken.add(function.logicalId() + ": CodeUri " + function.codeUri()
                    + " is no folder under functions/ whose build gives target/function.zip");
        } else if (!read(folder.resolve("Makefile")).contains("\nbuild-" + function.logicalId() + ":")) {
            broken.add(function.logicalId() + ": " + function.codeUri() + "/Makefile has no target build-"
                    + function.logicalId());
        }
        if (!map(resource, "Metadata").equals(Map.of("BuildMethod", "makefile"))) {
            broken.add(function.logicalId() + ": without BuildMethod: makefile sam build copies its sources");
        }
        if (!function.runtime().equals("java25")) {
            broken.add(function.logicalId() + ": the runtime is java25, not " + function.runtime());
        }
        if (!function.handler().equals("io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest")) {
            broken.add(function.logicalId() + ": the handler is Quarkus' stream handler");
        }
    }

    private void checkVariables(Template.Function function, Template template, List<String> broken) {
        Set<String> set = new TreeSet<>(variables(function, template).keySet());
        Set<String> read = new TreeSet<>(sources(function.name())
                .flatMap(it -> VARIABLE.matcher(read(it)).results().map(found -> found.group(1)))
                .toList());
        // In Globals, so that every function has them.
        Set<String> shared = Set.of(FOR_THE_JVM, "BUSINESS_NAME");
        read.stream()
                .filter(it -> !set.contains(it))
                .forEach(it -> broken.add(function.logicalId() + ": its code reads " + it + ", which is not set"));
        set.stream()
                .filter(it -> !read.contains(it) && !shared.contains(it))
                .forEach(it -> broken.add(function.logicalId() + ": " + it + " is set, and its code reads no such"));
    }

    private static void checkLogGroup(Template.Function function, TemplateYaml yaml, List<String> broken) {
        boolean kept = map(yaml.document(), "Resources").values().stream()
                .map(Values::map)
                .filter(it -> "AWS::Logs::LogGroup".equals(it.get("Type")))
                .map(it -> map(it, "Properties"))
                .anyMatch(it -> text(it.get("LogGroupName")).contains("${" + function.logicalId() + "}")
                        && it.containsKey("RetentionInDays"));
        if (!kept) {
            broken.add(function.logicalId() + ": it has no log group with a retention");
        }
    }

    private static void checkRedrive(Template.Queue queue, List<String> broken) {
        String own = queue.logicalId().replaceFirst("Queue$", "DeadLetterQueue");
        if (queue.redriveTo() != null && !queue.redriveTo().equals(own)) {
            broken.add(queue.logicalId() + ": it redrives to " + queue.redriveTo() + ", not to its dead-letter queue "
                    + own);
        }
    }

    /** INBOUND_QUEUE_URL refers to InboundQueue, SEND_RATE to SendRate: a mix-up is seen by the names. */
    private static void checkNamesOfVariables(Template.Function function, List<String> broken) {
        function.environment().forEach((name, value) -> {
            String camel = Pattern.compile("_?([A-Z0-9])([A-Z0-9]*)")
                    .matcher(name.replaceFirst("_URL$", name.contains("QUEUE") ? "" : "_URL"))
                    .replaceAll(it -> it.group(1) + it.group(2).toLowerCase(java.util.Locale.ROOT));
            if (!name.equals(FOR_THE_JVM) && !text(value).contains("Ref=" + camel + "}")) {
                broken.add(function.logicalId() + ": " + name + " should refer to " + camel + ", not to " + value);
            }
        });
    }

    private static Map<String, String> variables(Template.Function function, Template template) {
        return template.environment(function, Map.of());
    }

    private Stream<Path> sources(String function) {
        Path folder = root.resolve("functions/" + function + "/src/main/java");
        if (!Files.exists(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(it -> it.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Visitor {
        void see(String place, Object value);
    }

    private static void walk(String place, Object value, Visitor visitor) {
        visitor.see(place, value);
        if (value instanceof Map<?, ?>) {
            map(value).forEach((key, entry) -> walk(place + "." + key, entry, visitor));
        } else if (value instanceof List<?>) {
            list(value).forEach(it -> walk(place, it, visitor));
        }
    }
}

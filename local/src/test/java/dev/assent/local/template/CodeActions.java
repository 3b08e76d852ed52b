package dev.assent.local.template;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which AWS actions a function's code can come to, found in its bytecode: from its handler and its wiring, through core's
 * ports, to the adapters' calls of the SDK.
 */
final class CodeActions {

    private static final String SDK = "software.amazon.awssdk.services.";
    private static final Pattern NAMED = Pattern.compile("\\{@code ((?:dynamodb|sqs|secretsmanager):[A-Za-z]+)}");

    private final Path root;
    private final JavaClasses libraries;
    private final Map<String, Map<String, Set<String>>> known = new TreeMap<>();

    CodeActions(Path root) {
        this.root = root;
        this.libraries =
                new ClassFileImporter().importPaths(classes("lib/core"), classes("lib/aws"), classes("lib/bsp"));
    }

    private Path classes(String module) {
        return root.resolve(module).resolve("target/classes");
    }

    /** Actions by adapter, by its simple name. */
    Map<String, Set<String>> of(String function) {
        return known.computeIfAbsent(function, this::find);
    }

    private Map<String, Set<String>> find(String function) {
        JavaClasses all = new ClassFileImporter()
                .importPaths(
                        classes("functions/" + function), classes("lib/core"), classes("lib/aws"), classes("lib/bsp"));
        var walk = new Walk();
        all.stream()
                .filter(it -> it.getSimpleName().endsWith("Handler")
                        || it.getSimpleName().endsWith("Wiring"))
                .filter(it -> !it.getPackageName().startsWith("dev.assent.aws"))
                .flatMap(it -> it.getCodeUnits().stream())
                .forEach(it -> walk.reach(it, ""));
        return walk.run();
    }

    /** All adapters: what their code calls, and what their comments say they need. */
    Map<String, Set<String>> calledByAdapters() {
        var walk = new Walk();
        adapters().flatMap(it -> it.getCodeUnits().stream()).forEach(it -> walk.reach(it, ""));
        return walk.run();
    }

    Map<String, Set<String>> namedByAdapters() {
        Map<String, Set<String>> named = new TreeMap<>();
        adapters().forEach(adapter -> {
            Path source =
                    root.resolve("lib/aws/src/main/java/" + adapter.getName().replace('.', '/') + ".java");
            try {
                Set<String> actions = new TreeSet<>();
                NAMED.matcher(Files.readString(source)).results().forEach(it -> actions.add(it.group(1)));
                named.put(adapter.getSimpleName(), actions);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return named;
    }

    private Stream<JavaClass> adapters() {
        return libraries.stream().filter(it -> it.isTopLevelClass() && isAdapter(it));
    }

    private static boolean isAdapter(JavaClass type) {
        return type.getPackageName().equals("dev.assent.aws")
                && type.getSimpleName().matches("DynamoDb.+|Sqs.+Queues|Secrets");
    }

    /** A method, and the adapter on whose behalf it is called; empty outside of adapters. */
    private record Step(JavaCodeUnit codeUnit, String adapter) {}

    private static final class Walk {

        private final Deque<Step> open = new ArrayDeque<>();
        private final Set<Step> seen = new HashSet<>();
        private final Map<String, Set<String>> actions = new TreeMap<>();

        void reach(JavaCodeUnit codeUnit, String callingAdapter) {
            JavaClass owner = codeUnit.getOwner();
            JavaClass outermost = owner;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            var step = new Step(codeUnit, isAdapter(outermost) ? outermost.getSimpleName() : callingAdapter);
            if (seen.add(step)) {
                open.add(step);
            }
        }

        Map<String, Set<String>> run() {
            while (!open.isEmpty()) {
                Step step = open.poll();
                Stream.concat(
                                step.codeUnit().getCallsFromSelf().stream().map(it -> it.getTarget()),
                                step.codeUnit().getCodeUnitReferencesFromSelf().stream()
                                        .map(it -> it.getTarget()))
                        .forEach(target -> follow(target, step.adapter()));
            }
            return actions;
        }

        private void follow(CodeUnitAccessTarget target, String adapter) {
            JavaClass owner = target.getOwner();
            if (owner.getName().startsWith(SDK)) {
                for (String action : actions(owner.getName().substring(SDK.length()), target.getName())) {
                    actions.computeIfAbsent(adapter, _ -> new TreeSet<>()).add(action);
                }
                return;
            }
            target.resolveMember().ifPresent(it -> reach(it, adapter));
            owner.getAllSubclasses().stream()
                    .flatMap(it -> it.getCodeUnits().stream())
                    .filter(it -> it.getName().equals(target.getName())
                            && it.getRawParameterTypes().size()
                                    == target.getRawParameterTypes().size())
                    .forEach(it -> reach(it, adapter));
        }

        /** The IAM actions behind a call of the SDK; the parts of a transaction count one by one. */
        private static List<String> actions(String owner, String method) {
            if (method.equals("builder")) {
                return List.of();
            }
            return switch (owner) {
                case "dynamodb.DynamoDbClient" ->
                    method.startsWith("transact")
                            ? List.of()
                            : List.of("dynamodb:" + capital(method).replaceFirst("Paginator$", ""));
                case "dynamodb.model.TransactWriteItem$Builder" ->
                    switch (method) {
                        case "put", "update", "delete" -> List.of("dynamodb:" + capital(method) + "Item");
                        case "conditionCheck" -> List.of("dynamodb:ConditionCheckItem");
                        default -> List.of();
                    };
                case "sqs.SqsClient" -> List.of("sqs:" + capital(method).replaceFirst("Batch$", ""));
                case "secretsmanager.SecretsManagerClient" -> List.of("secretsmanager:" + capital(method));
                default -> List.of();
            };
        }

        private static String capital(String word) {
            return Character.toUpperCase(word.charAt(0)) + word.substring(1);
        }
    }
}

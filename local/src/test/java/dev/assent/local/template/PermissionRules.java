package dev.assent.local.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A function's policies allow what its code can come to, on the resources that its variables name, and nothing else. */
final class PermissionRules {

    /** Which variable leads an adapter to its table; queues and secrets are found by their variables' names. */
    private static final Map<String, String> TABLES = Map.of(
            "DynamoDbPeople", "CONSENT_TABLE",
            "DynamoDbMessages", "MESSAGE_TABLE",
            "DynamoDbCounterStore", "COUNTER_TABLE",
            "DynamoDbCampaigns", "CAMPAIGN_TABLE",
            "DynamoDbDueItems", "CAMPAIGN_TABLE");

    private final CodeActions code;

    PermissionRules(CodeActions code) {
        this.code = code;
    }

    void check(Template.Function function, Map<String, String> variables, List<String> broken) {
        Map<String, Set<String>> needed = new HashMap<>();
        Set<String> neededOfQueues = new TreeSet<>();
        code.of(function.name()).forEach((adapter, actions) -> {
            if (adapter.startsWith("Sqs")) {
                neededOfQueues.addAll(actions);
            } else if (adapter.equals("Secrets")) {
                variables.values().stream()
                        .filter(it -> it.startsWith("assent/"))
                        .forEach(it -> needed.computeIfAbsent(
                                        Arns.secret(it).replaceFirst("a1b2c3$", "??????"), _ -> new TreeSet<>())
                                .addAll(actions));
            } else {
                String table = Optional.ofNullable(TABLES.get(adapter))
                        .flatMap(it -> Optional.ofNullable(variables.get(it)))
                        .orElse("(no table for " + adapter + ")");
                needed.computeIfAbsent(Arns.table(table), _ -> new TreeSet<>()).addAll(actions);
            }
        });
        Map<String, Set<String>> granted = new HashMap<>();
        Set<String> grantedOfQueues = new TreeSet<>();
        function.policy().statements().forEach(statement -> {
            boolean ofQueue = statement.actions().stream().allMatch(it -> it.startsWith("sqs:"));
            if (ofQueue) {
                grantedOfQueues.addAll(statement.actions());
            } else {
                granted.computeIfAbsent(statement.resources().getFirst(), _ -> new TreeSet<>())
                        .addAll(statement.actions());
            }
        });
        compare(function.logicalId() + ": on its queues", neededOfQueues, grantedOfQueues, broken);
        Set<String> resources = new TreeSet<>(needed.keySet());
        resources.addAll(granted.keySet());
        resources.forEach(it -> compare(
                function.logicalId() + ": on " + it,
                needed.getOrDefault(it, Set.of()),
                granted.getOrDefault(it, Set.of()),
                broken));
        checkQueuesOfVariables(function, variables, broken);
    }

    private static void checkQueuesOfVariables(
            Template.Function function, Map<String, String> variables, List<String> broken) {
        Set<String> written = variables.entrySet().stream()
                .filter(it -> it.getKey().endsWith("_QUEUE_URL"))
                .map(it -> Arns.queue(it.getValue()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> permitted = function.policy().statements().stream()
                .filter(it -> it.actions().contains("sqs:SendMessage"))
                .flatMap(it -> it.resources().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        compare(function.logicalId() + ": sqs:SendMessage goes", written, permitted, broken);
        // The feeder asks how much bulk is queued; nobody asks any other queue.
        function.policy().statements().stream()
                .filter(it -> it.actions().contains("sqs:GetQueueAttributes"))
                .flatMap(it -> it.resources().stream())
                .filter(it -> !it.equals(Arns.queue(variables.getOrDefault("BULK_SEND_QUEUE_URL", ""))))
                .forEach(it -> broken.add(
                        function.logicalId() + ": sqs:GetQueueAttributes is needed on the bulk queue, not on " + it));
    }

    private static void compare(String place, Set<String> needed, Set<String> granted, List<String> broken) {
        Set<String> missing = new TreeSet<>(needed);
        missing.removeAll(granted);
        Set<String> tooMuch = new TreeSet<>(granted);
        tooMuch.removeAll(needed);
        if (!missing.isEmpty()) {
            broken.add(place + " its policies lack " + missing + ", which its code can come to");
        }
        if (!tooMuch.isEmpty()) {
            broken.add(place + " its policies allow " + tooMuch + ", which its code never comes to");
        }
    }
}

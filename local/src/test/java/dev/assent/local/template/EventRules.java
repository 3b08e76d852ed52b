package dev.assent.local.template;

import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import dev.assent.local.template.Template.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each function is called by what should call it, and its queues lose and repeat nothing that they need not. */
final class EventRules {

    private static final String TICK = "rate or cron";

    /** The flow of docs/architecture.md. */
    private static final Map<String, List<String>> CALLED_BY = Map.of(
            "webhook", List.of(),
            "opt-out", List.of("InboundQueue", "InboundDeadLetterQueue"),
            "session-window", List.of("EventQueue", "EventDeadLetterQueue"),
            "consent-capture", List.of(),
            "campaign", List.of(TICK),
            "send-worker",
                    List.of(
                            "PrioritySendQueue",
                            "BulkSendQueue",
                            "PrioritySendDeadLetterQueue",
                            "BulkSendDeadLetterQueue"));

    void check(Template.Function function, Map<String, Object> resource, Template template, List<String> broken) {
        List<String> callers = function.events().stream()
                .filter(it -> !(it instanceof Event.Route))
                .map(it -> it instanceof Event.Source source ? source.queue() : TICK)
                .toList();
        if (!callers.equals(CALLED_BY.get(function.name()))) {
            broken.add(function.logicalId() + ": it is called by " + callers + ", not by "
                    + CALLED_BY.get(function.name()));
        }
        function.events().stream()
                .filter(Event.Source.class::isInstance)
                .forEach(it -> checkSource(function, (Event.Source) it, template, broken));
        checkConcurrency(function, resource, broken);
    }

    private static void checkSource(
            Template.Function function, Event.Source source, Template template, List<String> broken) {
        String place = function.logicalId() + ": its source " + source.queue();
        Optional<Template.Queue> queue = template.queues().stream()
                .filter(it -> it.logicalId().equals(source.queue()))
                .findFirst();
        if (queue.isEmpty()) {
            broken.add(place + " is no queue of the template");
            return;
        }
        if (!source.reportsFailures()) {
            broken.add(place + " reports no failures: Lambda would ignore the partial batch response");
        }
        if (source.batchSize() > 10 && source.windowSeconds() < 1) {
            broken.add(place + " has batches over ten, which want a window of a second");
        }
        if (queue.get().visibilityTimeout() < 6 * function.timeoutSeconds()) {
            broken.add(place + " has a visibility timeout of " + queue.get().visibilityTimeout()
                    + " s, less than six times " + function.timeoutSeconds() + " s");
        }
        boolean isTheEnd = source.queue().endsWith("DeadLetterQueue");
        if (!isTheEnd && (queue.get().redriveTo() == null || queue.get().maxReceiveCount() != 5)) {
            broken.add(place + " does not redrive to a dead-letter queue after five receives");
        }
    }

    private static void checkConcurrency(
            Template.Function function, Map<String, Object> resource, List<String> broken) {
        Map<String, Object> properties = map(resource, "Properties");
        map(properties, "Events").forEach((name, event) -> {
            if ("SQS".equals(map(event).get("Type"))) {
                String most =
                        text(map(map(map(event), "Properties"), "ScalingConfig").get("MaximumConcurrency"));
                if (!most.matches("[0-9]+") || Integer.parseInt(most) < 2 || Integer.parseInt(most) > 1000) {
                    broken.add(function.logicalId() + "." + name + ": MaximumConcurrency is between 2 and 1000, not "
                            + most);
                }
            }
        });
        if (properties.containsKey("ReservedConcurrentExecutions")) {
            broken.add(function.logicalId() + ": a reserved concurrency takes messages out of its queues and throttles"
                    + " them into the dead-letter queue; it is the operators' brake, not the template's");
        }
    }
}

package dev.assent.local.template;

import static dev.assent.local.template.Values.integer;
import static dev.assent.local.template.Values.listOrOne;
import static dev.assent.local.template.Values.map;
import static dev.assent.local.template.Values.text;

import dev.assent.local.template.Template.Event;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Reads what calls a function; a source or schedule that is switched off calls nothing. */
final class EventReader {

    private EventReader() {}

    static Optional<Event> read(String name, String type, Map<String, Object> properties) {
        return switch (type) {
            case "HttpApi" ->
                Optional.of(new Event.Route(
                        text(properties.get("Method")),
                        text(properties.get("Path")),
                        "NONE".equals(map(properties, "Auth").get("Authorizer"))));
            case "SQS" ->
                Boolean.FALSE.equals(properties.get("Enabled")) ? Optional.empty() : Optional.of(source(properties));
            default ->
                "DISABLED".equals(properties.get("State")) ? Optional.empty() : Optional.of(schedule(name, properties));
        };
    }

    private static Event.Source source(Map<String, Object> properties) {
        return new Event.Source(
                Arns.lastOf(text(properties.get("Queue"))),
                integer(properties, "BatchSize", 10),
                integer(properties, "MaximumBatchingWindowInSeconds", 0),
                integer(map(properties, "ScalingConfig"), "MaximumConcurrency", 10),
                listOrOne(properties.get("FunctionResponseTypes")).contains("ReportBatchItemFailures"));
    }

    private static Event.Schedule schedule(String name, Map<String, Object> properties) {
        String zone = text(properties.getOrDefault("ScheduleExpressionTimezone", "UTC"));
        try {
            return new Event.Schedule(
                    name,
                    ScheduleExpression.read(text(properties.get("ScheduleExpression")), ZoneId.of(zone)),
                    text(properties.getOrDefault("Input", "{}")));
        } catch (DateTimeException _) {
            throw new TemplateProblem("there is no time zone " + zone);
        }
    }
}

package dev.assent.local.rival;

import dev.assent.local.aws.Consumption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What was consumed until a moment, or between two. */
public record Bill(List<Consumption.Calls> calls, Map<String, Consumption.Run> runs) {

    private static final List<String> READS = List.of("GetItem", "BatchGetItem", "Query", "Scan");

    /** Until now. */
    public static Bill of(Consumption consumption) {
        return new Bill(
                consumption.calls(),
                consumption.runs().stream().collect(Collectors.toMap(Consumption.Run::function, it -> it)));
    }

    /** What came on top of an earlier one. */
    public Bill minus(Bill earlier) {
        Map<String, Consumption.Calls> before =
                earlier.calls().stream().collect(Collectors.toMap(Bill::kind, it -> it));
        List<Consumption.Calls> more = calls.stream()
                .map(it -> {
                    Consumption.Calls old = before.get(kind(it));
                    return old == null
                            ? it
                            : new Consumption.Calls(
                                    it.function(),
                                    it.operation(),
                                    it.resource(),
                                    it.outcome(),
                                    it.requests() - old.requests(),
                                    it.units() - old.units());
                })
                .filter(it -> it.requests() > 0)
                .toList();
        Map<String, Consumption.Run> times = new HashMap<>(runs);
        times.replaceAll((function, run) -> {
            Consumption.Run old = earlier.runs().get(function);
            return old == null
                    ? run
                    : new Consumption.Run(
                            function,
                            run.invocations() - old.invocations(),
                            run.millis() - old.millis(),
                            run.memorySize());
        });
        return new Bill(more, times);
    }

    private static String kind(Consumption.Calls call) {
        return String.join(" ", call.function(), call.resource(), call.operation(), call.outcome());
    }

    /** Write units of these functions. */
    public double writes(String... functions) {
        return units(it ->
                !READS.contains(it.operation()) && Arrays.asList(functions).contains(it.function()));
    }

    /** Write units of a function on one table. */
    public double writesOn(String table, String function) {
        return units(it -> !READS.contains(it.operation())
                && it.function().equals(function)
                && it.resource().equals(table));
    }

    /** Read units of a function. */
    public double reads(String function) {
        return units(it -> READS.contains(it.operation()) && it.function().equals(function));
    }

    private double units(Predicate<Consumption.Calls> which) {
        return calls.stream()
                .filter(which)
                .mapToDouble(Consumption.Calls::units)
                .sum();
    }

    /** Requests for one queue, whoever sent them; polls that found nothing apart. */
    public long queueRequests(String queue) {
        return calls.stream()
                .filter(it -> it.resource().equals(queue) && !it.operation().contains("(empty)"))
                .mapToLong(Consumption.Calls::requests)
                .sum();
    }

    /** Requests for queues that somebody sent. */
    public long queueRequestsOf(String who) {
        return calls.stream()
                .filter(it -> it.function().equals(who) && it.operation().contains("Message"))
                .mapToLong(Consumption.Calls::requests)
                .sum();
    }

    /** How often a function ran. */
    public long invocations(String function) {
        return run(function).invocations();
    }

    /** How long a function ran, by its memory in gigabytes. */
    public double gigabyteMillis(String function) {
        return run(function).millis() * run(function).memorySize() / 1024.0;
    }

    private Consumption.Run run(String function) {
        return java.util.Objects.requireNonNull(runs.get(function), () -> function + " never ran");
    }

    /** One line per kind of call, per message. */
    public String table(int messages) {
        return calls.stream()
                .map(it -> "%-24s %-26s %-24s %-17s %8.3f requests %8.3f units"
                        .formatted(
                                it.function(),
                                it.resource(),
                                it.operation(),
                                it.outcome(),
                                it.requests() / (double) messages,
                                it.units() / messages))
                .collect(Collectors.joining("\n"));
    }
}

package dev.assent.local.bsp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the provider itself counts, apart from anything that Assent counts; as far as this process and its journal remember. */
final class Books {

    private static final Duration DAY = Duration.ofHours(24);

    /** One request that arrived. */
    record Arrival(Instant arrivedAt, String to, String type, String template, String callbackData, String outcome) {}

    private static final Pattern REJECTED = Pattern.compile("REJECTED_([0-9]+)");

    private final long messagingLimit;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Integer> rejected = new TreeMap<>();
    private final Map<String, Integer> acceptedByMessage = new HashMap<>();
    private final Map<String, Instant> lastTemplateTo = new HashMap<>();
    private int overLimit;

    Books(long messagingLimit) {
        this.messagingLimit = messagingLimit;
    }

    synchronized void note(Arrival arrival) {
        arrivals.add(arrival);
        Matcher rejection = REJECTED.matcher(arrival.outcome());
        if (rejection.matches()) {
            rejected.merge(rejection.group(1), 1, Integer::sum);
        } else {
            accepted(arrival);
        }
    }

    private void accepted(Arrival arrival) {
        // A message id, whatever the attempt after the dot.
        acceptedByMessage.merge(arrival.callbackData().replaceFirst("\\..*", ""), 1, Integer::sum);
        if (arrival.type().equals("template")) {
            boolean counted = lastTemplateTo.containsKey(arrival.to())
                    && lastTemplateTo
                            .get(arrival.to())
                            .isAfter(arrival.arrivedAt().minus(DAY));
            if (!counted && uniquePeople(arrival.arrivedAt()) >= messagingLimit) {
                overLimit++;
            }
            lastTemplateTo.put(arrival.to(), arrival.arrivedAt());
        }
    }

    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    synchronized Map<String, Object> report(Instant now) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(
                "accepted",
                acceptedByMessage.values().stream().mapToInt(Integer::intValue).sum());
        report.put("rejected", new TreeMap<>(rejected));
        report.put(
                "doubles",
                acceptedByMessage.entrySet().stream()
                        .filter(it -> !it.getKey().isEmpty() && it.getValue() > 1)
                        .count());
        report.put("peakPerSecond", peakPerSecond());
        report.put("uniquePeople24h", uniquePeople(now));
        report.put("overLimit", overLimit);
        return report;
    }

    private long uniquePeople(Instant now) {
        return lastTemplateTo.values().stream()
                .filter(it -> it.isAfter(now.minus(DAY)))
                .count();
    }

    /** The most arrivals within any one second. */
    private int peakPerSecond() {
        List<Instant> times = arrivals.stream().map(Arrival::arrivedAt).sorted().toList();
        int peak = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(from).isBefore(times.get(to).minusSeconds(1))) {
                from++;
            }
            peak = Math.max(peak, to - from + 1);
        }
        return peak;
    }
}

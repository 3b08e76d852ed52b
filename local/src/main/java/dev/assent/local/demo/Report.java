package dev.assent.local.demo;

import java.io.PrintStream;
import java.util.Locale;

/** The report as people read it. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(Findings found) {
        line("");
        line("  ASSENT DEMO REPORT");
        line("  ==================");
        line(
                "  opt-ins    %4d accepted, %d refused: %s",
                found.acceptedOptIns, sum(found.refusedOptInsByRule.values()), rules(found));
        line("  opt-outs   %4d people said stop; some while the campaign ran, a few after their message", found.stops);
        line("");
        line("  audience   %4d rows (%d more had no usable number)", count(found, "audience"), found.refusedRows);
        line("    sent     %4d   (delivered %d)", count(found, "sent"), count(found, "delivered"));
        found.withheld.forEach((reason, number) -> line("    withheld %4d   %s: %s", number, reason, meaning(reason)));
        line("    queued   %4d", count(found, "queued"));
        line("    deferred %4d", count(found, "deferred"));
        line("    failed   %4d", count(found, "failed"));
        line("    unknown  %4d", count(found, "unknown"));
        line("  audience = queued + deferred + sent + failed + unknown + withheld: %s", found.addsUp() ? "yes" : "NO");
        line("");
        line("  people reached                                %5d", found.reached);
        line("  doubles                                       %5d", found.doubles());
        line("  arrivals at people who may not be written to  %5d", found.forbiddenArrivals);
        if (found.chaos == null) {
            line(
                    "  rate       %.1f per second over the busiest half, %.1f allowed; %s rejected by the provider",
                    found.achievedRate, found.allowedRate, rejected(found));
        }
        printChaos(found);
        line("");
        if (found.broken().isEmpty()) {
            line("  Everything holds.");
        } else {
            found.broken().forEach(it -> line("  BROKEN: %s", it));
        }
        line("");
    }

    private void printChaos(Findings found) {
        Findings.Chaos chaos = found.chaos;
        if (chaos == null) {
            return;
        }
        line("");
        line("  CHAOS");
        line("  send-worker %d was killed with -9 while it held %d messages", chaos.killedPid(), chaos.heldMessages());
        line("  its messages came back after %.0f s (visibility timeout 90 s)", chaos.cameBackAfterSeconds());
        line("  %d answers of the provider were lost", chaos.lostAnswers());
        line("  messages nobody was sure about:%s", found.unknownNamed.isEmpty() ? " none" : "");
        found.unknownNamed.forEach(it -> line("    %s", it));
    }

    private static String rejected(Findings found) {
        String rejected = String.valueOf(found.bsp.get("rejected"));
        return rejected.equals("{}") ? "nothing" : rejected;
    }

    private static int count(Findings found, String name) {
        return found.counts.getOrDefault(name, 0);
    }

    private static int sum(java.util.Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private static String rules(Findings found) {
        return String.join(
                ", ",
                found.refusedOptInsByRule.entrySet().stream()
                        .map(it -> it.getKey() + " x" + it.getValue())
                        .toList());
    }

    private static String meaning(String reason) {
        return switch (reason) {
            case "OPTED_OUT" -> "they said stop";
            case "NO_OPT_IN" -> "they never agreed, or their evidence did not count";
            case "TOPIC_NOT_CHOSEN" -> "they agreed to other topics";
            case "DUPLICATE" -> "a second row for the same person";
            default -> "see docs/architecture.md";
        };
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}

package dev.assent.local.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a demo run found out; written as JSON and printed as the report. */
final class Findings {

    final Map<String, Integer> refusedOptInsByRule = new TreeMap<>();
    final List<String> unknownNamed = new ArrayList<>();
    final Map<String, Integer> counts = new LinkedHashMap<>();
    final Map<String, Integer> withheld = new TreeMap<>();
    final Map<String, Object> bsp = new LinkedHashMap<>();
    int acceptedOptIns;
    int refusedRows;
    int stops;
    int reached;
    int forbiddenArrivals;
    int notFinal;
    double allowedRate;
    double achievedRate;

    @Nullable
    Chaos chaos;

    /** What was broken on purpose, and how it ended. */
    record Chaos(long killedPid, int heldMessages, double cameBackAfterSeconds, int lostAnswers) {}

    /** audience = queued + deferred + sent + failed + unknown + Σ withheld. */
    boolean addsUp() {
        int sum = withheld.values().stream().mapToInt(Integer::intValue).sum();
        for (String part : List.of("queued", "deferred", "sent", "failed", "unknown")) {
            sum += counts.getOrDefault(part, 0);
        }
        return sum == counts.getOrDefault("audience", -1);
    }

    long doubles() {
        return bsp.get("doubles") instanceof Number number ? number.longValue() : -1;
    }

    /** Everything that must hold and does not, in words. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        check(addsUp(), "the counts do not add up", broken);
        check(doubles() == 0, "somebody got the message twice", broken);
        check(forbiddenArrivals == 0, "somebody got it who may not be written to", broken);
        check(notFinal == 0, "some messages have no final state", broken);
        check(reached >= 150, "fewer than 150 people were reached", broken);
        for (String reason : List.of("OPTED_OUT", "NO_OPT_IN", "TOPIC_NOT_CHOSEN", "DUPLICATE")) {
            check(withheld.getOrDefault(reason, 0) >= 5, "fewer than five were withheld " + reason, broken);
        }
        return broken;
    }

    private static void check(boolean holds, String otherwise, List<String> broken) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("counts", counts);
        json.put("withheld", withheld);
        json.put("addsUp", addsUp());
        json.put("reached", reached);
        json.put("doubles", doubles());
        json.put("forbiddenArrivals", forbiddenArrivals);
        json.put("acceptedOptIns", acceptedOptIns);
        json.put("refusedOptInsByRule", refusedOptInsByRule);
        json.put("refusedRows", refusedRows);
        json.put("stops", stops);
        json.put("allowedRate", allowedRate);
        json.put("achievedRate", achievedRate);
        json.put("unknown", unknownNamed);
        json.put("bsp", bsp);
        json.put("chaos", chaos);
        json.put("broken", broken());
        return json;
    }
}

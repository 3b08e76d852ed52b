package dev.assent.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Stack;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Plays the scenario against a running stack, and looks at the result from outside: from the API and the BSP's books. */
final class Demo {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int AT_ONCE = 4;

    private final Stack stack;
    private final ApiClient client;
    private final Scenario scenario;
    private final boolean withChaos;
    private final PrintStream out;
    private final Findings found = new Findings();
    private final Set<String> mayBeWrittenTo = new HashSet<>();
    private String campaignId = "";
    private Instant killedAt = Instant.MAX;
    private final Instant startedAt = Instant.now();

    Demo(Stack stack, ApiClient client, Scenario scenario, boolean withChaos, PrintStream out) {
        this.stack = stack;
        this.client = client;
        this.scenario = scenario;
        this.withChaos = withChaos;
        this.out = out;
    }

    Findings play(double sendRate) {
        found.allowedRate = sendRate;
        recordOptIns();
        hearPeople();
        startCampaign();
        runCampaign();
        lookBack();
        return found;
    }

    private void recordOptIns() {
        say("recording " + scenario.optIns().size() + " opt-ins by nine methods");
        List<ApiClient.Answer> answers =
                ApiClient.all(scenario.optIns(), AT_ONCE, json -> client.post("/v1/opt-ins", json));
        for (int i = 0; i < answers.size(); i++) {
            JsonNode optIn = dev.assent.local.Json.read(scenario.optIns().get(i));
            if (answers.get(i).status() == 201) {
                found.acceptedOptIns++;
                optIn.path("topics").forEach(topic -> {
                    if (topic.asText().equals("offers")) {
                        mayBeWrittenTo.add(optIn.path("contact").path("phone").asText());
                    }
                });
            } else {
                answers.get(i)
                        .body()
                        .path("violations")
                        .forEach(it ->
                                found.refusedOptInsByRule.merge(it.path("rule").asText(), 1, Integer::sum));
            }
        }
    }

    private void hearPeople() {
        say("posting " + scenario.webhooks().size() + " webhooks: everyday talk, and STOP in five languages");
        scenario.webhooks().forEach(client::webhook);
        // The scenario's message ids say what is meant: S and B for stop, R for coming back.
        Set<String> stopped = new HashSet<>(Scenario.senders(scenario.webhooks(), "wamid.DEMOS", "wamid.DEMOB"));
        Set<String> back = new HashSet<>(Scenario.senders(scenario.webhooks(), "wamid.DEMOR"));
        found.stops = stopped.size();
        stopped.removeAll(back);
        mayBeWrittenTo.removeAll(stopped);
        waitUntil("every STOP is in force", () -> stopped.stream().allMatch(this::isOptedOut));
        waitUntil("START is in force", () -> back.stream().noneMatch(this::isOptedOut));
    }

    private boolean isOptedOut(String phone) {
        return client.post(
                        "/v1/permission-checks",
                        "{\"to\":{\"phone\":\"" + phone
                                + "\"},\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"x\"]}}")
                .body()
                .path("reason")
                .asText()
                .equals("OPTED_OUT");
    }

    private void startCampaign() {
        campaignId = client.post("/v1/campaigns", scenario.campaign())
                .body()
                .path("campaignId")
                .asText();
        JsonNode uploaded = client.post("/v1/campaigns/" + campaignId + "/recipients", "text/csv", scenario.audience())
                .body();
        found.refusedRows = uploaded.path("refused").size();
        say("campaign " + campaignId + ": " + uploaded.path("accepted").asInt() + " rows uploaded; starting");
        client.post("/v1/campaigns/" + campaignId + "/start", "{}");
    }

    private void runCampaign() {
        waitUntil("a third of the people got it", () -> arrivals() >= mayBeWrittenTo.size() / 3);
        if (withChaos) {
            kill();
        }
        say("five people say STOP while it runs");
        Instant now = Instant.now();
        scenario.webhooksDuring().forEach(it -> client.webhook(Scenario.at(it, now)));
        found.stops += scenario.webhooksDuring().size();
        waitUntil("nothing is queued any more", () -> {
            JsonNode counts = counts();
            return counts.path("queued").asInt() == 0 && counts.path("deferred").asInt() == 0;
        });
        waitUntil(
                "the last status came in",
                () -> counts().path("delivered").asInt()
                        >= counts().path("sent").asInt());
    }

    private void kill() {
        List<Long> busy = stack.describeFunctions().stream()
                .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                .map(it -> (Long) it.get("pid"))
                .toList();
        if (busy.isEmpty()) {
            throw new IllegalStateException("No send-worker holds messages; the campaign is over already");
        }
        long pid = busy.getFirst();
        killedAt = Instant.now();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        say("killed send-worker " + pid + " with -9; its messages come back when their visibility timeout ends");
        found.chaos = new Findings.Chaos(pid, 0, 0, 0);
    }

    private void lookBack() {
        JsonNode counts = counts();
        counts.fields().forEachRemaining(it -> {
            if (it.getValue().isInt()) {
                found.counts.put(it.getKey(), it.getValue().asInt());
            }
        });
        counts.path("withheld")
                .fields()
                .forEachRemaining(
                        it -> found.withheld.put(it.getKey(), it.getValue().asInt()));
        client.bsp("/_bsp/report")
                .fields()
                .forEachRemaining(it -> found.bsp.put(
                        it.getKey(),
                        it.getValue().isNumber()
                                ? (Object) it.getValue().numberValue()
                                : it.getValue().toString()));
        List<JsonNode> offers = offers();
        found.reached = (int) offers.stream()
                .filter(Demo::isAccepted)
                .map(it -> it.path("to").asText())
                .distinct()
                .count();
        found.forbiddenArrivals = forbidden(offers);
        found.achievedRate = rate(offers);
        Map<String, String> states =
                client.states(campaignId, counts.path("audience").asInt(), AT_ONCE);
        found.notFinal = (int) states.values().stream()
                .filter(it -> Set.of("QUEUED", "DEFERRED", "SENDING", "").contains(it))
                .count();
        nameUnknown(offers, states);
        describeChaos(offers);
    }

    private int forbidden(List<JsonNode> offers) {
        Map<String, Instant> stoppedDuring = new HashMap<>();
        for (String phone : Scenario.senders(scenario.webhooksDuring(), "wamid.DEMOL")) {
            committedStop(phone).ifPresent(at -> stoppedDuring.put(phone, at));
        }
        return (int) offers.stream()
                .filter(offer -> {
                    String to = offer.path("to").asText();
                    Instant stopped = stoppedDuring.get(to);
                    boolean late = stopped != null
                            && Instant.parse(offer.path("arrivedAt").asText()).isAfter(stopped.plusSeconds(1));
                    return !mayBeWrittenTo.contains(to) || late;
                })
                .count();
    }

    private java.util.Optional<Instant> committedStop(String phone) {
        String contactId = client.post("/v1/contacts/lookup", "{\"phone\":\"" + phone + "\"}")
                .body()
                .path("contactId")
                .asText();
        JsonNode stop = client.get("/v1/contacts/" + contactId)
                .body()
                .path("suppressions")
                .path(0);
        return stop.has("committedAt")
                ? java.util.Optional.of(Instant.parse(stop.path("committedAt").asText()))
                : java.util.Optional.empty();
    }

    /** Arrivals per second over the busiest half of the campaign: before it workers start, after it the tail drips in. */
    private double rate(List<JsonNode> offers) {
        List<Instant> times = offers.stream()
                .map(it -> Instant.parse(it.path("arrivedAt").asText()))
                .filter(it -> it.isBefore(killedAt))
                .sorted()
                .toList();
        int half = times.size() / 2;
        double fastest = 0;
        for (int from = 0; half > 0 && from + half < times.size(); from++) {
            double seconds =
                    Duration.between(times.get(from), times.get(from + half)).toMillis() / 1000.0;
            fastest = Math.max(fastest, half / seconds);
        }
        return fastest;
    }

    private void nameUnknown(List<JsonNode> offers, Map<String, String> states) {
        Set<String> named = new HashSet<>();
        for (JsonNode offer : offers) {
            String id = offer.path("callbackData").asText().replaceFirst("\\..*", "");
            if (offer.path("outcome").asText().startsWith("ACCEPTED_")) {
                named.add(id);
                found.unknownNamed.add(id + ": the answer was lost; settled by its status: " + states.get(id));
            }
        }
        states.forEach((id, state) -> {
            if (state.equals("UNKNOWN") && !named.contains(id)) {
                found.unknownNamed.add(
                        id + ": its worker died between claim and answer; stays UNKNOWN, never repeated");
            }
        });
    }

    private void describeChaos(List<JsonNode> offers) {
        Findings.Chaos killed = found.chaos;
        if (killed == null) {
            return;
        }
        List<Instant> late = offers.stream()
                .map(it -> Instant.parse(it.path("arrivedAt").asText()))
                .filter(it -> it.isAfter(killedAt.plusSeconds(45)))
                .sorted()
                .toList();
        double after =
                late.isEmpty() ? 0 : Duration.between(killedAt, late.getFirst()).toMillis() / 1000.0;
        int lost = (int) offers.stream()
                .filter(it -> it.path("outcome").asText().startsWith("ACCEPTED_"))
                .count();
        found.chaos = new Findings.Chaos(
                killed.killedPid(), late.size() + found.counts.getOrDefault("unknown", 0), after, lost);
    }

    private List<JsonNode> offers() {
        List<JsonNode> offers = new ArrayList<>();
        client.bsp("/_bsp/messages").forEach(it -> {
            if (it.path("callbackData").asText().startsWith(campaignId)) {
                offers.add(it);
            }
        });
        return offers;
    }

    private static boolean isAccepted(JsonNode arrival) {
        return arrival.path("outcome").asText().startsWith("ACCEPTED");
    }

    private int arrivals() {
        return offers().size();
    }

    private JsonNode counts() {
        return client.get("/v1/campaigns/" + campaignId).body().path("counts");
    }

    private void waitUntil(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        Instant told = Instant.now();
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("Waited " + PATIENCE.toMinutes() + " minutes in vain: " + what);
            }
            if (Duration.between(told, Instant.now()).toSeconds() >= 15) {
                say("  still waiting: " + what);
                told = Instant.now();
            }
            try {
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void say(String text) {
        out.println(String.format(
                java.util.Locale.ROOT,
                "  %4d s  %s",
                Duration.between(startedAt, Instant.now()).toSeconds(),
                text));
    }
}

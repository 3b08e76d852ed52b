package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.local.rival.Bill;
import dev.assent.local.rival.Rival;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code ./assent bench cost}: what a campaign consumes, counted request by request, beside rivals on the same emulators.
 * The limit's counter holds a full day, as it does where the limit is nearly used every day.
 */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class CostBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final int PEOPLE = Integer.getInteger("assent.bench.people", 4_000);
    private static final int WARM_UP = 500;
    private static final int BUCKETS = 288;

    /** As much as Assent's worker, and ten messages a batch. */
    private static final double RIVAL_GIGABYTES = 0.5;

    private static final double RIVAL_INVOCATIONS = 0.1;

    /** Statuses are not part of the figure; this machine's two cores are left to what is. */
    private static final String STATUSES_LATER = "late=100%:300s";

    @Test
    void a_bulk_message_costs_no_more_than_it_should() throws IOException {
        var options = StackOptions.of(
                        ROOT, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", "80", "MessagingLimit", "100000"))
                .withBspFaults(STATUSES_LATER);
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            fillTheDay(stack);
            List<String> first = Site.phones(100_000, WARM_UP);
            site.optIn(first);
            send(site, first);
            Bill before = Bill.of(stack.consumption());
            List<String> phones = Site.phones(1, PEOPLE);
            site.optIn(phones);
            Bill agreed = Bill.of(stack.consumption());
            assertThat(agreed.minus(before).writes("CampaignFunction", "SendWorkerFunction"))
                    .isZero();
            send(site, phones);

            Bill sent = Bill.of(stack.consumption()).minus(agreed);
            System.out.println(sent.table(PEOPLE));
            double writes = sent.writes("CampaignFunction", "SendWorkerFunction") / PEOPLE;
            double counters = sent.writesOn("CounterTable", "SendWorkerFunction") / PEOPLE;
            double queue = sent.queueRequests("BulkSendQueue") / (double) PEOPLE;
            double reads = sent.reads("SendWorkerFunction") / PEOPLE;
            double calls = (sent.invocations("send-worker") + sent.invocations("campaign")) / (double) PEOPLE;
            double time = (sent.gigabyteMillis("send-worker") + sent.gigabyteMillis("campaign")) / PEOPLE;
            var prices = Prices.read(ROOT.resolve("config/rates/aws.yaml"));
            double usd = prices.million(new Prices.Use(writes, reads, queue, calls, time));
            System.out.printf(
                    "Assent: %.2f write units a message, %.2f of them for throttle and limit; %.2f read units, %.2f SQS"
                            + " requests, %.3f invocations, %.0f GB ms; $%.2f a million at prices of %s%n",
                    writes, counters, reads, queue, calls, time, usd, prices.date());
            var report = new BenchReport("cost")
                    .with("writeUnits", writes)
                    .with("writeUnitsThrottleAndLimit", counters)
                    .with("sqsRequests", queue)
                    .with("usdPerMillion", usd);
            for (Rival.Kind kind : Rival.Kind.values()) {
                rival(stack, kind, prices, report);
            }
            report.publish();

            assertThat(writes).isLessThanOrEqualTo(3.5);
            assertThat(counters).isLessThanOrEqualTo(0.40);
            assertThat(queue).isLessThanOrEqualTo(0.4);
        }
    }

    private static void send(Site site, List<String> phones) {
        String campaign = site.campaign(phones, null);
        int before = accepted(site);
        site.start(campaign);
        // Asking a function would be on the bill.
        site.waitUntil("everybody got it", () -> accepted(site) >= before + phones.size());
    }

    private static int accepted(Site site) {
        return site.client().bsp("/_bsp/report").path("accepted").asInt();
    }

    private static void rival(Stack stack, Rival.Kind kind, Prices prices, BenchReport report) throws IOException {
        int messages = PEOPLE / 4;
        try (Rival rival = Rival.start(stack, kind, 80, Duration.ofSeconds(90), "")) {
            rival.send(messages);
            Instant end = Instant.now().plus(Duration.ofMinutes(3));
            while (!rival.isDone() && Instant.now().isBefore(end)) {
                java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
            }
            Bill bill = Bill.of(stack.consumption());
            double writes = bill.writes(rival.name()) / messages;
            double queue = bill.queueRequestsOf(rival.name()) / (double) messages;
            double time = rival.millis() * RIVAL_GIGABYTES / messages;
            double usd = prices.million(new Prices.Use(writes, 0, queue, RIVAL_INVOCATIONS, time));
            System.out.printf(
                    "%s: %.2f write units, %.2f SQS requests, %.0f GB ms; $%.2f a million%n",
                    kind, writes, queue, time, usd);
            report.with(kind + " usdPerMillion", usd);
        }
    }

    private static void fillTheDay(Stack stack) {
        long now = stack.clock().instant().getEpochSecond() / 300;
        String people = (now - BUCKETS + 1) + ":200 "
                + LongStream.range(1, BUCKETS).mapToObj(_ -> "1:200").collect(Collectors.joining(" "));
        try (var dynamoDb = EmulatedAws.dynamoDb(stack, "bench")) {
            dynamoDb.putItem(request -> request.tableName("CounterTable")
                    .item(Map.of(
                            "pk", EmulatedAws.string("messaging-limit#200000000000001"),
                            "rev", EmulatedAws.number(1),
                            "writers", EmulatedAws.string("bench"),
                            "value",
                                    EmulatedAws.string(
                                            "{\"maximum\":100000,\"people\":\"" + people + "\",\"holds\":{}}"))));
        }
    }
}

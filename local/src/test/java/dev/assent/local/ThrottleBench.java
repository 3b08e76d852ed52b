package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import dev.assent.local.rival.Rival;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./assent bench throttle}, on the stack: several worker processes at the permitted rate, slow numbers, and rivals. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class ThrottleBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));

    private static final double[] RATES = {80, 68, 60, 50, 40};
    private static final double RATE_OF_RIVALS = 80;
    private static final double IDLE_AT_LEAST = 0.25;

    /** The highest rate that leaves a quarter of this machine idle, for then the machine is not what is measured. */
    @Test
    void three_minutes_at_the_permitted_rate() throws IOException {
        double[] rates = DoubleStream.of(RATES)
                .filter(it -> it <= Double.parseDouble(System.getProperty("assent.bench.rate", "80")))
                .toArray();
        for (double rate : rates) {
            var load = new Load();
            Measured measured = measure(send(ROOT, rate, (int) (rate * 180), load), rate, load.idle());
            System.out.println(measured + ", up to " + load.mostWorkers + " workers at once");
            if (measured.cpuIdle() >= IDLE_AT_LEAST || rate == rates[rates.length - 1]) {
                check(measured, load);
                return;
            }
        }
    }

    private static void check(Measured measured, Load load) {
        double rate = measured.rate();
        new BenchReport("throttle-stack")
                .with("rate", rate)
                .with("used", measured.used())
                .with("peakSecond", measured.peak())
                .with("secondsOver110Percent", measured.shareAbove())
                .with("rejected", measured.rejected())
                .with("cpuIdle", measured.cpuIdle())
                .with("mostWorkersAtOnce", load.mostWorkers)
                .publish();

        assertThat(load.mostWorkers).isGreaterThanOrEqualTo(2);
        assertThat(measured.cpuIdle()).isGreaterThanOrEqualTo(IDLE_AT_LEAST);
        assertThat(measured.rejected()).isZero();
        assertThat(measured.used()).isGreaterThanOrEqualTo(0.99);
        assertThat(measured.peak()).isLessThanOrEqualTo((int) (1.2 * rate));
        assertThat(measured.shareAbove()).isLessThanOrEqualTo(0.001);
    }

    @Test
    void one_message_in_thirty_seconds(@TempDir Path folder) throws IOException {
        Path root = PatchedConfig.of(
                ROOT, folder, "pacing: { \"100000000000001\": { leastGap: PT30S, longestGap: PT30S } }");
        List<Instant> arrivals = arrivals(send(root, 80, 8));
        List<Double> gaps = new ArrayList<>();
        for (int i = 1; i < arrivals.size(); i++) {
            gaps.add(Duration.between(arrivals.get(i - 1), arrivals.get(i)).toMillis() / 1000.0);
        }
        System.out.println("one per 30 s: seconds between arrivals " + gaps);

        assertThat(gaps).hasSize(7).allSatisfy(it -> assertThat(it).isBetween(29.5, 33.0));
    }

    @Test
    void rivals_at_the_same_rate() throws IOException {
        double rate = RATE_OF_RIVALS;
        var options = StackOptions.of(ROOT, LocalPorts.free(), Site.TOKEN, Map.of());
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            for (Rival.Kind kind : Rival.Kind.values()) {
                try (Rival rival = Rival.start(stack, kind, rate, Duration.ofSeconds(30), "")) {
                    rival.send((int) (rate * 60));
                    Instant end = Instant.now().plus(Duration.ofMinutes(4));
                    while (!rival.isDone() && Instant.now().isBefore(end)) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
                    }
                    System.out.println(kind + ": " + measure(rival.arrivals(), rate, 0));
                }
            }
        }
    }

    @Test
    void one_message_in_two_seconds() throws IOException {
        Measured measured = measure(send(ROOT, 0.5, 60), 0.5, 0);
        System.out.println(measured);

        assertThat(measured.used()).isGreaterThanOrEqualTo(0.99);
        assertThat(measured.rejected()).isZero();
    }

    /** What the machine was at while messages were sent. */
    private static final class Load {
        private final List<Double> busy = new ArrayList<>();
        private int mostWorkers;

        private void look(Stack stack) {
            var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            busy.add(machine.getCpuLoad());
            mostWorkers = Math.max(mostWorkers, (int) stack.describeFunctions().stream()
                    .filter(it -> "send-worker".equals(it.get("function")) && "BUSY".equals(it.get("state")))
                    .count());
        }

        /** In the middle half. */
        private double idle() {
            return 1
                    - busy.subList(busy.size() / 4, busy.size() * 3 / 4).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(1);
        }
    }

    private record Measured(double rate, double used, int peak, double shareAbove, int rejected, double cpuIdle) {}

    private static JsonNode send(Path root, double rate, int people) throws IOException {
        return send(root, rate, people, new Load());
    }

    private static JsonNode send(Path root, double rate, int people, Load load) throws IOException {
        var options = StackOptions.of(root, LocalPorts.free(), Site.TOKEN, Map.of("SendRate", Double.toString(rate)))
                .withoutIam();
        try (Stack stack = Stack.start(options, new Log(System.out))) {
            Site site = Site.of(stack);
            List<String> phones = Site.phones(1, people);
            site.optIn(phones);
            String campaign = site.campaign(phones, null);
            site.start(campaign);
            site.waitUntil(Duration.ofSeconds((long) (people / rate) + 360), "everybody got it", () -> {
                load.look(stack);
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
                return site.client().bsp("/_bsp/report").path("accepted").asInt() >= people;
            });
            return site.client().bsp("/_bsp/messages");
        }
    }

    private static List<Instant> arrivals(JsonNode messages) {
        List<Instant> arrivals = new ArrayList<>();
        messages.forEach(it -> arrivals.add(Instant.parse(it.path("arrivedAt").asText())));
        arrivals.sort(null);
        return arrivals;
    }

    private static Measured measure(JsonNode messages, double rate, double cpuIdle) {
        List<Instant> arrivals = arrivals(messages);
        int rejected = 0;
        for (JsonNode arrival : messages) {
            rejected += arrival.path("outcome").asText().startsWith("REJECTED") ? 1 : 0;
        }
        int from = arrivals.size() / 10;
        int to = arrivals.size() * 9 / 10;
        double seconds = Duration.between(arrivals.get(from), arrivals.get(to)).toMillis() / 1000.0;
        int peak = 0;
        int above = 0;
        int first = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            while (!arrivals.get(first).isAfter(arrivals.get(i).minusSeconds(1))) {
                first++;
            }
            int second = i - first + 1;
            peak = Math.max(peak, second);
            above += second > 1.1 * rate ? 1 : 0;
        }
        return new Measured(
                rate, (to - from) / seconds / rate, peak, above / (double) arrivals.size(), rejected, cpuIdle);
    }
}

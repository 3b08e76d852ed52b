package dev.assent.testing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** How the messages of other senders arrive, with the same latencies, clocks and road to the platform as Assent's. */
public final class RivalThroughput {

    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");
    private static final int BATCH = 10;
    private static final double OUTBOUND_SHARE = 0.15;
    private static final int SKEW_MICROS = 5_000;

    /** How they keep to the rate. */
    public enum Kind {
        /** A counter per calendar second that all workers share; who finds it full waits for the next second. */
        SECOND_COUNTER,
        /** As many workers as fit into the rate when each takes its time for a batch of ten. */
        CONCURRENCY_TIMES_BATCH
    }

    private final Kind kind;
    private final double rate;
    private final int workers;
    private final VirtualTime time = new VirtualTime(START);
    private final Random dice;
    private final Map<Long, Integer> sentInSecond = new HashMap<>();
    private final List<Arrivals.One> arrivals = new ArrayList<>();
    private int left;

    private RivalThroughput(Kind kind, long seed, double rate, int messages) {
        this.kind = kind;
        this.rate = rate;
        this.left = messages;
        this.dice = new Random(seed);
        // Enough of them that a slow answer now and then leaves the rate used.
        this.workers = Math.max(4, (int) (rate / 20));
    }

    /** Sends so many messages. */
    public static Arrivals run(Kind kind, long seed, double rate, int messages) {
        var rival = new RivalThroughput(kind, seed, rate, messages);
        for (int i = 0; i < rival.workers; i++) {
            Duration skew = Duration.of(
                    rival.dice.nextInt(2 * SKEW_MICROS) - SKEW_MICROS, java.time.temporal.ChronoUnit.MICROS);
            Duration offset = Duration.ofNanos((long) (i * BATCH / rate * 1e9));
            rival.time.start(() -> {
                rival.time.sleep(offset);
                rival.work(() -> rival.time.now().plus(skew));
            });
        }
        rival.time.run(Duration.ofMillis((long) (messages / rate * 3_000) + 60_000));
        return new Arrivals(rival.arrivals, rate, 1, 0, List.of());
    }

    private void work(Supplier<Instant> clock) {
        while (left > 0) {
            int batch = Math.min(BATCH, left);
            left -= batch;
            Instant begun = time.now();
            VirtualTime.Signal over = time.new Signal();
            int[] open = {batch};
            for (int i = 0; i < batch; i++) {
                time.start(() -> {
                    send(clock);
                    if (--open[0] == 0) {
                        over.all();
                    }
                });
            }
            over.await();
            if (kind == Kind.CONCURRENCY_TIMES_BATCH) {
                time.until(begun.plusNanos((long) (batch * workers / rate * 1e9)));
            }
            time.sleep(Latency.GAP.draw(dice));
        }
    }

    private void send(Supplier<Instant> clock) {
        while (kind == Kind.SECOND_COUNTER && !isRoomIn(clock.get().getEpochSecond())) {
            Instant now = clock.get();
            time.sleep(Duration.between(now, Instant.ofEpochSecond(now.getEpochSecond() + 1)));
        }
        Duration answer = Latency.PROVIDER.draw(dice);
        Duration outbound = Duration.ofNanos((long) (answer.toNanos() * OUTBOUND_SHARE));
        time.sleep(outbound);
        arrivals.add(new Arrivals.One(START, time.now(), false));
        time.sleep(answer);
    }

    private boolean isRoomIn(long second) {
        time.sleep(Latency.STORE.draw(dice));
        return sentInSecond.merge(second, 1, Integer::sum) <= rate;
    }
}

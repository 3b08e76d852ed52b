package dev.assent.testing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Time that only passes when everybody waits. Each strand is a virtual thread, and only one of them runs at any moment, so
 * that a run is the same for the same seed.
 */
public final class VirtualTime {

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Semaphore loop = new Semaphore(0);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long now;
    private long sequence;
    private long end;

    private record Event(long at, long order, Strand strand) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** One line of action. */
    private static final class Strand {
        private final Semaphore turn = new Semaphore(0);
    }

    private final ThreadLocal<@Nullable Strand> current = new ThreadLocal<>();

    /** Time that begins at this moment. */
    public VirtualTime(Instant start) {
        this.now = micros(start);
    }

    /** The true time. */
    public Instant now() {
        return instant(now);
    }

    /** Begins a strand now. */
    public void start(Runnable action) {
        Strand strand = new Strand();
        Thread.ofVirtual()
                .unstarted(() -> {
                    strand.turn.acquireUninterruptibly();
                    current.set(strand);
                    try {
                        action.run();
                    } catch (Killed _) {
                        // Its process is dead.
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                    loop.release();
                })
                .start();
        schedule(now, strand);
    }

    /** Lets time pass for the calling strand. */
    public void sleep(Duration time) {
        until(now + Math.max(0, time.toNanos() / 1000));
    }

    /** Lets time pass for the calling strand until {@code moment}. */
    public void until(Instant moment) {
        until(micros(moment));
    }

    private void until(long micros) {
        Strand strand = strand();
        schedule(Math.max(now, micros), strand);
        pass(strand);
    }

    /** A place where strands wait for each other. */
    public final class Signal {
        private final java.util.ArrayDeque<Strand> waiting = new java.util.ArrayDeque<>();

        /** Waits until somebody calls {@link #all()}. */
        public void await() {
            Strand strand = strand();
            waiting.add(strand);
            pass(strand);
        }

        /** Lets everybody go on who waits. */
        public void all() {
            while (!waiting.isEmpty()) {
                schedule(now, waiting.remove());
            }
        }
    }

    private Strand strand() {
        Strand strand = current.get();
        if (strand == null) {
            throw new IllegalStateException("Only a strand can wait");
        }
        return strand;
    }

    private void schedule(long at, Strand strand) {
        events.add(new Event(at, sequence++, strand));
    }

    private void pass(Strand strand) {
        loop.release();
        strand.turn.acquireUninterruptibly();
    }

    /**
     * Runs until nothing is left to do, or for so long.
     *
     * @throws IllegalStateException if a strand failed
     */
    public void run(Duration time) {
        end = now + time.toNanos() / 1000;
        Thread runner = Thread.ofVirtual().start(this::work);
        try {
            runner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A strand failed: " + failed, failed);
        }
    }

    // Reaching the work queue from a virtual thread keeps the hand-over on one carrier: no system call per step.
    private void work() {
        while (!events.isEmpty() && events.peek().at() <= end && failure.get() == null) {
            Event event = events.remove();
            now = event.at();
            event.strand().turn.release();
            loop.acquireUninterruptibly();
        }
        now = Math.max(now, Math.min(end, events.isEmpty() ? now : end));
    }

    /** Thrown in strands whose process was killed. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        /** Without a stack trace: nobody reads it. */
        public Killed() {
            super("killed", null, false, false);
        }
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1000;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}

package dev.assent.local;

import dev.assent.local.function.InvocationFailed;
import dev.assent.local.function.LocalFunction;
import dev.assent.local.template.Template;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The template's schedules, on the stack's clock. One that was due several times since it was last looked at fires once,
 * as EventBridge Scheduler does after an outage.
 */
final class Schedules implements AutoCloseable {

    /** When the clock is moved, schedules are looked at this often, so that none of them comes much too late. */
    private static final Duration STEP = Duration.ofMinutes(30);

    /** What lies further back than this is passed in days: nobody waits for a year in half hours. */
    private static final Duration CLOSE = Duration.ofDays(7);

    private static final Duration MOST = Duration.ofDays(3_660);

    private final StackClock clock;
    private final Log log;
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile boolean closed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("schedules").daemon().factory());

    private static final class Waiting {
        private final LocalFunction function;
        private final Template.Event.Schedule schedule;
        private Optional<Instant> due;

        Waiting(LocalFunction function, Template.Event.Schedule schedule, Instant now) {
            this.function = function;
            this.schedule = schedule;
            this.due = schedule.expression().next(now);
        }
    }

    Schedules(StackClock clock, Log log) {
        this.clock = clock;
        this.log = log;
        thread.scheduleWithFixedDelay(this::fireDue, 1, 1, TimeUnit.SECONDS);
    }

    synchronized void add(LocalFunction function, Template.Event.Schedule schedule) {
        waiting.add(new Waiting(function, schedule, clock.instant()));
    }

    /**
     * Moves the clock in steps, and fires at each what became due; returns when the last of them was worked on.
     *
     * @throws IllegalArgumentException for a step back, or one of more than ten years
     */
    synchronized void advance(Duration by) {
        if (by.isNegative() || by.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "Time moves forward only, by " + MOST.toDays() + " days at most; not by " + by);
        }
        for (Duration left = by; left.isPositive() && !closed; ) {
            Duration most = left.compareTo(CLOSE) > 0 ? Duration.ofDays(1) : STEP;
            Duration step = left.compareTo(most) > 0 ? most : left;
            clock.advance(step);
            fireDue();
            left = left.minus(step);
        }
    }

    private synchronized void fireDue() {
        Instant now = clock.instant();
        for (Waiting each : waiting) {
            Optional<Instant> due = each.due.filter(it -> !it.isAfter(now));
            if (due.isPresent()) {
                each.due = each.schedule.expression().next(now);
                fire(each, due.get());
            }
        }
    }

    private void fire(Waiting each, Instant due) {
        String input = each.schedule.input().replace("<aws.scheduler.scheduled-time>", due.toString());
        try {
            each.function.invoke(input.getBytes(StandardCharsets.UTF_8));
        } catch (InvocationFailed e) {
            log.line(each.schedule.name(), e.why());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}

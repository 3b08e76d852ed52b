package dev.assent.aws;

import dev.assent.core.send.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The machine's time and virtual threads. */
public record RealPace(InstantSource clock) implements Pace {

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void until(Instant moment) throws InterruptedException {
        Duration wait = Duration.between(now(), moment);
        if (wait.isPositive()) {
            Thread.sleep(wait);
        }
    }

    @Override
    public Work begin(Task task) {
        FutureTask<Void> work = new FutureTask<>(() -> {
            task.run();
            return null;
        });
        Thread.ofVirtual().start(work);
        return () -> {
            try {
                work.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        };
    }
}

package dev.assent.testing;

import dev.assent.core.send.Pace;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Real threads on a clock that jumps to whatever moment somebody waits for. */
public record SteppedPace(MutableClock clock) implements Pace {

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void until(Instant moment) throws InterruptedException {
        clock.advanceTo(moment);
    }

    @Override
    public Work begin(Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return () -> {
            try {
                done.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        };
    }
}

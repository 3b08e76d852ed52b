package dev.assent.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Writes that don't depend on each other, several at once. */
final class ManyWrites {

    private static final int AT_ONCE = 32;

    private ManyWrites() {}

    /**
     * Writes each of these.
     *
     * @throws RuntimeException the first one's that failed, after all were tried
     */
    static <T> void each(Collection<T> items, Consumer<T> write) {
        var permits = new Semaphore(AT_ONCE);
        List<Future<?>> writes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                writes.add(threads.submit(() -> {
                    permits.acquireUninterruptibly();
                    try {
                        write.accept(item);
                    } finally {
                        permits.release();
                    }
                }));
            }
        }
        writes.forEach(ManyWrites::check);
    }

    private static void check(Future<?> write) {
        try {
            write.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while writing", e);
        }
    }
}

package dev.assent.core.send;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work in other threads and lets its failures out as they are. */
final class Failures {

    private Failures() {}

    static void join(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}

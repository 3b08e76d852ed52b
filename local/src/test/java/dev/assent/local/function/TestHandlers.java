package dev.assent.local.function;

import java.util.ArrayList;
import java.util.List;

/** A function for tests: does what its event says. Runs in a process of its own, from a zip. */
public final class TestHandlers {

    /** Echoes, or misbehaves. */
    public String handle(String event) throws InterruptedException {
        switch (event) {
            case "sleep" -> Thread.sleep(60_000);
            case "exit" -> System.exit(3);
            case "throw" -> throw new IllegalStateException("broken on purpose");
            case "allocate" -> {
                List<byte[]> memory = new ArrayList<>();
                while (true) {
                    memory.add(new byte[10_000_000]);
                }
            }
            default -> {
                // Echoed below.
            }
        }
        return event + " with " + System.getenv("GREETING") + " and " + System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
                + " MB";
    }
}

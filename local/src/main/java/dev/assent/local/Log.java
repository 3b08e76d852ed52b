package dev.assent.local;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The one log of the stack: a line per event, with time and source. */
public final class Log {

    private final PrintStream out;

    /** A log that writes to this stream. */
    public Log(PrintStream out) {
        this.out = out;
    }

    /** Writes a line. */
    public synchronized void line(String source, String text) {
        if (!text.isBlank()) {
            out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " [" + source + "] " + text);
        }
    }
}

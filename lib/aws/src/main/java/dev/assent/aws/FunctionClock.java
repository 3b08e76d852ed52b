package dev.assent.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The functions' clock. On AWS it is the system's; the local stack moves it by the offset in the file that
 * {@code ASSENT_CLOCK} names, which template.yaml never sets.
 */
public final class FunctionClock implements InstantSource {

    private static final String VARIABLE = "ASSENT_CLOCK";

    /** How old the known offset may be; a clock that was moved is moved everywhere after that. */
    private static final Duration FRESH = Duration.ofMillis(10);

    private final Path file;
    private volatile Known known;

    private record Known(Duration offset, long readAtNanos) {}

    private FunctionClock(Path file) {
        this.file = file;
        this.known = read(file);
    }

    /** The system's clock, unless {@code ASSENT_CLOCK} says otherwise. */
    public static InstantSource fromEnvironment() {
        String file = System.getenv(VARIABLE);
        return file == null ? InstantSource.system() : movedBy(Path.of(file));
    }

    /**
     * The system's clock, moved by an ISO-8601 duration in a file that may change at any time.
     *
     * @throws UncheckedIOException if there is no such file
     */
    public static InstantSource movedBy(Path file) {
        return new FunctionClock(file);
    }

    @Override
    public Instant instant() {
        Known latest = known;
        if (System.nanoTime() - latest.readAtNanos() > FRESH.toNanos()) {
            latest = read(file);
            known = latest;
        }
        return InstantSource.system().instant().plus(latest.offset());
    }

    private static Known read(Path file) {
        try {
            return new Known(Duration.parse(Files.readString(file).strip()), System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException("The file that " + VARIABLE + " names can't be read", e);
        }
    }
}

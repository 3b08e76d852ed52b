package dev.assent.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The stack's time: this machine's, plus an offset that only grows. Functions read the offset from its file. */
public final class StackClock implements InstantSource {

    private final Path file;
    private final boolean goesOn;
    private Duration offset;

    /** A clock that keeps its offset in this file, and goes on from what is there. */
    StackClock(Path file) {
        this.file = file;
        this.goesOn = Files.exists(file);
        this.offset = goesOn ? read(file) : Duration.ZERO;
        write();
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset());
    }

    /** How far it is ahead of this machine; negative if {@code --clock} set it to the past. */
    public synchronized Duration offset() {
        return offset;
    }

    /** The file that functions read. */
    Path file() {
        return file;
    }

    /** Sets the present moment; false if what was kept with this clock would lie in the future then. */
    synchronized boolean set(Instant now) {
        if (goesOn && now.isBefore(instant())) {
            return false;
        }
        offset = Duration.between(Instant.now(), now);
        write();
        return true;
    }

    /** Moves on. */
    synchronized void advance(Duration step) {
        offset = offset.plus(step);
        write();
    }

    private static Duration read(Path file) {
        try {
            return Duration.parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Moved into place, so that no function ever reads half of it.
    private void write() {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.writeString(next, offset.toString());
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

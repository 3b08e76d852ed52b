package dev.assent.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a stack keeps what outlives it; one stack at a time. The lock goes with the process, however that ends. */
record DataFolder(Path path, FileChannel lock) implements AutoCloseable {

    /**
     * Opens a folder, and makes it if it is not there.
     *
     * @throws IllegalStateException if another stack uses it
     */
    static DataFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new DataFolder(path, lock);
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process.
        }
        lock.close();
        throw new IllegalStateException("Another stack uses the data folder " + path);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

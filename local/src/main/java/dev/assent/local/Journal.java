package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** JSON lines that outlive the process, if there is a file to keep them in. */
public final class Journal {

    private final @Nullable Path file;

    private Journal(@Nullable Path file) {
        this.file = file;
    }

    /** Keeps nothing. */
    public static Journal none() {
        return new Journal(null);
    }

    /** Keeps its lines in this file, after those that are there already. */
    public static Journal in(Path file) {
        return new Journal(file);
    }

    /** Adds a line; it is with the operating system when this returns, so that killing this process loses nothing. */
    public synchronized void append(Object line) {
        if (file == null) {
            return;
        }
        byte[] json = Json.write(line);
        byte[] bytes = java.util.Arrays.copyOf(json, json.length + 1);
        bytes[json.length] = '\n';
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands on every line in order; a last one that was cut off by a crash is left out. */
    public synchronized void replay(Consumer<JsonNode> line) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            byte[] all = Files.readAllBytes(file);
            int end = all.length;
            while (end > 0 && all[end - 1] != '\n') {
                end--;
            }
            String whole = new String(all, 0, end, StandardCharsets.UTF_8);
            if (end < all.length) {
                Files.writeString(file, whole);
            }
            whole.lines().map(Json::read).forEach(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

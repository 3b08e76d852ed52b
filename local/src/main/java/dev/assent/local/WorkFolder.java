package dev.assent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a stack unpacks what it runs; it goes with the stack, or with the next one if that was killed. */
record WorkFolder(Path path) implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("assent-local-([0-9]+)-.*");

    /** Makes one, named after this process, and removes those of processes that ended without doing so. */
    static WorkFolder make() throws IOException {
        Path made = Files.createTempDirectory(
                "assent-local-" + ProcessHandle.current().pid() + "-");
        try (Stream<Path> others = Files.list(made.getParent())) {
            for (Path other : others.filter(WorkFolder::isLeftOver).toList()) {
                delete(other);
            }
        }
        return new WorkFolder(made);
    }

    private static boolean isLeftOver(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    /** Deletes a folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException _) {
            return;
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}

package dev.assent.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for changed sources, rebuilds the functions that are made of them, and swaps their code. */
final class Watcher implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final Path root;
    private final Stack stack;
    private final Log log;
    private final Thread thread;

    // Of builds that failed; they may hold good changes beside the bad one.
    private final Set<String> notBuilt = new TreeSet<>();
    private volatile @Nullable Process build;

    private Watcher(Path root, Stack stack, Log log) {
        this.root = root;
        this.stack = stack;
        this.log = log;
        this.thread = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);
    }

    static Watcher start(Path root, Stack stack, Log log) {
        var watcher = new Watcher(root, stack, log);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        Map<Path, FileTime> known = sources();
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                known = look(known);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Map<Path, FileTime> look(Map<Path, FileTime> known) throws InterruptedException {
        try {
            Map<Path, FileTime> now = sources();
            Set<Path> changed = changed(known, now);
            if (!changed.isEmpty()) {
                rebuild(changed);
            }
            return now;
        } catch (UncheckedIOException e) {
            log.line("watch", "looks again: " + e.getMessage()); // Folders are just being moved.
            return known;
        }
    }

    private static Set<Path> changed(Map<Path, FileTime> before, Map<Path, FileTime> after) {
        Set<Path> changed = new TreeSet<>(before.keySet());
        changed.removeAll(after.keySet());
        after.forEach((file, time) -> {
            if (!time.equals(before.get(file))) {
                changed.add(file);
            }
        });
        return changed;
    }

    private void rebuild(Set<Path> changed) throws InterruptedException {
        if (changed.contains(Path.of("template.yaml"))) {
            log.line("watch", "template.yaml changed; start the stack again to see it");
        }
        Set<String> functions = functionsOf(changed);
        if (functions.isEmpty()) {
            return;
        }
        functions.addAll(notBuilt);
        long begun = System.nanoTime();
        log.line(
                "watch",
                "changed: " + changed.iterator().next() + (changed.size() > 1 ? " and more" : "") + "; building "
                        + functions);
        List<String> errors = build(functions);
        if (!errors.isEmpty()) {
            errors.forEach(it -> log.line("watch", it));
            log.line("watch", "the build failed; the functions stay as they were until the next change");
            notBuilt.addAll(functions);
            return;
        }
        notBuilt.clear();
        List<String> swapped = functions.stream()
                .filter(it -> stack.functions().containsKey(it)
                        && stack.functions().get(it).reload())
                .toList();
        log.line("watch", "live after %.1f s: %s".formatted((System.nanoTime() - begun) / 1e9, swapped));
    }

    /** A change in a function's folder is its own; one in a library or in config/ is everybody's. */
    private Set<String> functionsOf(Set<Path> changed) {
        Set<String> functions = new TreeSet<>();
        for (Path file : changed) {
            String top = file.getName(0).toString();
            if (top.equals("functions")) {
                functions.add(file.getName(1).toString());
            } else if (top.equals("lib") || top.equals("config")) {
                functions.addAll(stack.functions().keySet());
            }
        }
        return functions;
    }

    /** Builds what is needed for these functions; the compiler's complaints, or nothing. */
    private List<String> build(Set<String> functions) throws InterruptedException {
        String modules = functions.stream().map(it -> "functions/" + it).collect(Collectors.joining(","));
        try {
            Process maven = new ProcessBuilder(
                            root.resolve("mvnw").toString(),
                            "-B",
                            "-q",
                            "-Dquick",
                            "-T2",
                            "package",
                            "-am",
                            "-pl",
                            modules)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .start();
            build = maven;
            List<String> output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(it -> it.contains("ERROR"))
                    .toList();
            // Where the compiler complains, not what Maven thinks of it.
            List<String> places = output.stream()
                    .filter(it -> it.contains(".java:["))
                    .distinct()
                    .toList();
            if (maven.waitFor() == 0) {
                return List.of();
            }
            return !places.isEmpty() ? places : output.isEmpty() ? List.of("Maven failed") : output.subList(0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Path, FileTime> sources() {
        Map<Path, FileTime> sources = new HashMap<>();
        List<Path> places = new ArrayList<>(List.of(root.resolve("config"), root.resolve("template.yaml")));
        for (String group : List.of("lib", "functions")) {
            try (Stream<Path> modules = Files.list(root.resolve(group))) {
                modules.map(it -> it.resolve("src/main")).filter(Files::exists).forEach(places::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(Files::isRegularFile).forEach(it -> sources.put(root.relativize(it), modified(it)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0); // An editor is just replacing it.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        Process running = build;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
        }
    }
}

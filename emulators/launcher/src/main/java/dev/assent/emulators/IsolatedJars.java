package dev.assent.emulators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The jars of one emulator, loaded apart from everything else. */
final class IsolatedJars {

    private final Path folder;
    private final ClassLoader loader;

    private IsolatedJars(Path folder, ClassLoader loader) {
        this.folder = folder;
        this.loader = loader;
    }

    /** The jars that the build put under {@code emulators/<name>/target/jars} of this project. */
    static IsolatedJars of(Path projectRoot, String name) {
        Path folder = projectRoot.resolve("emulators").resolve(name).resolve("target/jars");
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .map(IsolatedJars::url)
                    .toArray(URL[]::new);
            return new IsolatedJars(folder, new URLClassLoader(name, jars, ClassLoader.getPlatformClassLoader()));
        } catch (IOException e) {
            throw new UncheckedIOException("Build the emulators first: ./mvnw -Dquick package -pl emulators -amd", e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Runs {@code start} with these jars as the thread's class path, as the emulators expect. */
    <T> T run(Starter<T> start) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return start.with(loader);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The emulator in " + folder + " does not start", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    interface Starter<T> {
        T with(ClassLoader jars) throws ReflectiveOperationException;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

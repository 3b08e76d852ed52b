package dev.assent.local.function;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * AWS's Lambda runtime interface client. Left to itself every process unpacks the native library to the same path, under
 * the feet of those that are just loading it; here it is unpacked once.
 */
public final class RuntimeClient {

    private static final String NATIVE_LIBRARY_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private final String classPath;
    private final Path nativeLibrary;

    /**
     * Unpacks the native library for this machine.
     *
     * @param jars the folder with the client's jars
     * @param workFolder where the library goes
     */
    public RuntimeClient(Path jars, Path workFolder) {
        try (Stream<Path> files = Files.list(jars)) {
            var all = files.sorted().toList();
            this.classPath = all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            this.nativeLibrary = workFolder.resolve("libaws-lambda-jni.so");
            for (Path jar : all) {
                unpack(jar, nativeLibrary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The runtime interface client is missing; build it first", e);
        }
        if (!Files.exists(nativeLibrary)) {
            throw new IllegalStateException(
                    "AWS's Lambda runtime client runs on Linux (x86_64 or aarch64) only; use Linux or WSL.");
        }
    }

    String classPath() {
        return classPath;
    }

    String nativeLibraryOption() {
        return "-D" + NATIVE_LIBRARY_PROPERTY + "=" + nativeLibrary;
    }

    private static void unpack(Path jar, Path target) throws IOException {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        String libc = Files.exists(Path.of("/lib/ld-musl-" + System.getProperty("os.arch") + ".so.1")) ? "_musl" : "";
        try (JarFile file = new JarFile(jar.toFile())) {
            var entry = file.getJarEntry("jni/libaws-lambda-jni.linux" + libc + "-" + architecture + ".so");
            if (linux && entry != null) {
                try (InputStream library = file.getInputStream(entry)) {
                    Files.copy(library, target);
                }
            }
        }
    }
}

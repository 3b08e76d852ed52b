package dev.assent.local;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The project as it would be with another assent.yaml in the send-worker's zip. */
final class PatchedConfig {

    private PatchedConfig() {}

    /** A folder that is like {@code root}, but for that. */
    static Path of(Path root, Path folder, String addedToConfig) throws IOException {
        try (Stream<Path> parts = Files.list(root)) {
            for (Path part : parts.filter(it -> !it.endsWith("functions")).toList()) {
                Files.createSymbolicLink(folder.resolve(part.getFileName()), part.toAbsolutePath());
            }
        }
        Path functions = Files.createDirectory(folder.resolve("functions"));
        try (Stream<Path> parts = Files.list(root.resolve("functions"))) {
            for (Path part : parts.filter(it -> !it.endsWith("send-worker")).toList()) {
                Files.createSymbolicLink(functions.resolve(part.getFileName()), part.toAbsolutePath());
            }
        }
        Path target = Files.createDirectories(functions.resolve("send-worker/target"));
        Path zip =
                Files.copy(root.resolve("functions/send-worker/target/function.zip"), target.resolve("function.zip"));
        patch(zip, folder.resolve("assent-aws.jar"), addedToConfig);
        return folder;
    }

    private static void patch(Path zip, Path jar, String added) throws IOException {
        try (FileSystem outer = FileSystems.newFileSystem(zip)) {
            Path inside = jarWithConfig(outer);
            Files.copy(inside, jar);
            try (FileSystem inner = FileSystems.newFileSystem(jar)) {
                Path config = inner.getPath("/config/assent.yaml");
                Files.writeString(config, Files.readString(config) + "\n" + added + "\n");
            }
            Files.copy(jar, inside, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path jarWithConfig(FileSystem zip) throws IOException {
        try (Stream<Path> files = Files.walk(zip.getPath("/"))) {
            List<Path> jars =
                    files.filter(it -> it.toString().contains("assent-aws")).toList();
            return jars.getFirst();
        }
    }
}

package dev.assent.local.function;

import dev.assent.local.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A function's zip, unpacked, and how a process is started from it. */
final class FunctionCode {

    private final String name;
    private final String handler;
    private final int memorySize;
    private final Map<String, String> environment;
    private final Path folder;
    private final String sha256;
    private final RuntimeClient runtimeClient;
    private final Log log;

    private FunctionCode(
            String name,
            String handler,
            int memorySize,
            Map<String, String> environment,
            Path folder,
            String sha256,
            RuntimeClient runtimeClient,
            Log log) {
        this.name = name;
        this.handler = handler;
        this.memorySize = memorySize;
        this.environment = environment;
        this.folder = folder;
        this.sha256 = sha256;
        this.runtimeClient = runtimeClient;
        this.log = log;
    }

    /** Unpacks a zip. */
    static FunctionCode unpack(
            String name,
            Path zip,
            Path workFolder,
            String handler,
            int memorySize,
            Map<String, String> environment,
            RuntimeClient runtimeClient,
            Log log) {
        Path folder = workFolder.resolve(name);
        try {
            byte[] bytes = Files.readAllBytes(zip);
            unzip(bytes, folder);
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new FunctionCode(name, handler, memorySize, environment, folder, sha256, runtimeClient, log);
        } catch (IOException e) {
            throw new UncheckedIOException("The zip of " + name + " can't be read; build it first", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String name() {
        return name;
    }

    String sha256() {
        return sha256;
    }

    /** Starts a process that asks for events at this port. */
    Process start(int runtimeApiPort) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        var builder = new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + memorySize * 8 / 10 + "m",
                runtimeClient.nativeLibraryOption(),
                "-cp",
                runtimeClient.classPath(),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                handler);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(environment);
        variables.remove("JAVA_TOOL_OPTIONS");
        variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtimeApiPort);
        variables.put("AWS_LAMBDA_FUNCTION_NAME", name);
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(memorySize));
        variables.put("LAMBDA_TASK_ROOT", folder.toString());
        variables.put("TZ", "UTC");
        variables.put("LANG", "C.UTF-8");
        Process process = builder.start();
        Thread.ofVirtual().start(() -> copyLog(process));
        return process;
    }

    private void copyLog(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.line(name + " " + process.pid(), line);
            }
        } catch (IOException _) {
            // The process ended.
        }
    }

    private static void unzip(byte[] zip, Path folder) throws IOException {
        try (InputStream bytes = new java.io.ByteArrayInputStream(zip);
                ZipInputStream entries = new ZipInputStream(bytes)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("An entry leads out of the zip");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}

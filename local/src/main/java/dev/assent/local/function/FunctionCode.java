package dev.assent.local.function;

import dev.assent.local.Digests;
import dev.assent.local.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A function's zip, unpacked, and how a process is started from it. */
final class FunctionCode {

    private final LocalFunction.Definition definition;
    private final Path folder;
    private final String sha256;
    private final RuntimeClient runtimeClient;
    private final Log log;

    private FunctionCode(
            LocalFunction.Definition definition, Path folder, String sha256, RuntimeClient runtimeClient, Log log) {
        this.definition = definition;
        this.folder = folder;
        this.sha256 = sha256;
        this.runtimeClient = runtimeClient;
        this.log = log;
    }

    /** Unpacks the function's zip into a folder of this code's own, named by the zip's hash. */
    static FunctionCode unpack(
            LocalFunction.Definition definition, Path workFolder, RuntimeClient runtimeClient, Log log) {
        try {
            byte[] bytes = Files.readAllBytes(definition.zip());
            String sha256 = Digests.sha256(bytes);
            Path folder = workFolder.resolve(definition.name() + "-" + sha256.substring(0, 12));
            if (!Files.exists(folder)) {
                Zip.unpack(bytes, folder);
            }
            return new FunctionCode(definition, folder, sha256, runtimeClient, log);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The zip " + definition.zip() + " can't be read; build it first, with ./assent package", e);
        }
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
                // A function that needs more than its memory ends, as on AWS.
                "-Xmx" + definition.memorySize() * 8 / 10 + "m",
                "-XX:+ExitOnOutOfMemoryError",
                runtimeClient.nativeLibraryOption(),
                "-cp",
                runtimeClient.classPath(),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                definition.handler());
        builder.directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(definition.environment());
        variables.remove("JAVA_TOOL_OPTIONS");
        variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtimeApiPort);
        variables.put("AWS_LAMBDA_FUNCTION_NAME", definition.name());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(definition.memorySize()));
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
                log.line(definition.name() + " " + process.pid(), line);
            }
        } catch (IOException _) {
            // The process ended.
        }
    }
}

package dev.assent.local.demo;

import dev.assent.local.Json;
import dev.assent.local.LocalPorts;
import dev.assent.local.Log;
import dev.assent.local.Stack;
import dev.assent.local.StackOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code ./assent demo}: the main job, end to end, with a report. */
@CommandLine.Command(
        name = "demo",
        description = "Plays a whole campaign and reports who got it, and who did not and why.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final String RATE = "20";

    @CommandLine.Option(names = "--chaos", description = "Kills a send-worker and loses 1 %% of the answers.")
    private boolean chaos;

    @CommandLine.Option(names = "--json", description = "Also writes the report to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        Path root = Path.of(System.getProperty("assent.root", "."));
        Path logFile = root.resolve("target/demo.log");
        Files.createDirectories(logFile.getParent());
        try (PrintStream logStream = new PrintStream(Files.newOutputStream(logFile), true, StandardCharsets.UTF_8)) {
            // The emulators greet on standard output; the report is easier to read without.
            System.setOut(logStream);
            System.setErr(logStream);
            out.println("  starting the local stack (its log: target/demo.log)");
            Map<String, String> parameters = Map.of("SendRate", RATE);
            var options = StackOptions.of(root, LocalPorts.free(), "demo", parameters)
                    .withBspFaults(chaos ? "lost=1%,seed=4" : "");
            Stack stack = Stack.start(options, new Log(logStream));
            Thread stop = new Thread(stack::close);
            Runtime.getRuntime().addShutdownHook(stop);
            var client = new ApiClient(stack.address(), stack.bspAddress(), "demo", "local-app-secret");
            Scenario scenario = Scenario.read(root, Instant.now());
            Findings found = new Demo(stack, client, scenario, chaos, out).play(Double.parseDouble(RATE));
            new Report(out).print(found);
            if (json != null) {
                Files.write(json, Json.write(found.toJson()));
            }
            return found.broken().isEmpty() ? 0 : 1;
        } finally {
            System.setOut(out);
        }
    }
}

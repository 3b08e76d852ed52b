package dev.assent.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code ./assent up}: the local stack, until Ctrl-C. */
@CommandLine.Command(name = "up", description = "Starts the local stack and stays.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @CommandLine.Option(
            names = "--port",
            defaultValue = "8080",
            description = "Of the HTTP API; the simulated BSP's is 10 higher. Default: ${DEFAULT-VALUE}")
    private int port;

    @CommandLine.Option(
            names = "--token",
            defaultValue = "local",
            description = "What private routes want as Bearer. Default: ${DEFAULT-VALUE}")
    private String token = "local";

    @CommandLine.Option(names = "--param", description = "Name=Value of a parameter of template.yaml; may be repeated.")
    private Map<String, String> parameters = new HashMap<>();

    @CommandLine.Option(
            names = "--data",
            description = "A folder in which everything outlives the stack. Default: in memory.")
    private @Nullable Path data;

    @CommandLine.Option(
            names = "--clock",
            description = "What time it is, such as 2026-12-24T09:00:00Z; POST /_local/clock moves it on.")
    private @Nullable Instant clock;

    @CommandLine.Option(names = "--no-bsp", description = "Without the simulated BSP; set GraphApiUrl to another.")
    private boolean noBsp;

    @CommandLine.Option(
            names = "--bsp-faults",
            defaultValue = "",
            description = "Such as lost=1%%,accept5xx=1%%,slow=1%%:12s,dup=5%%,late=5%%:60s,seed=1.")
    private String bspFaults = "";

    @CommandLine.Option(
            names = "--bsp-limits",
            defaultValue = "",
            description = "Such as throughput=80,messagingLimit=250. Default: SendRate and MessagingLimit.")
    private String bspLimits = "";

    @CommandLine.Option(
            names = "--bsp-batch",
            defaultValue = "1000",
            description = "Statuses per webhook, at most. Default: ${DEFAULT-VALUE}")
    private int bspBatch;

    @CommandLine.Option(
            names = "--queue-faults",
            defaultValue = "",
            description = "Of the queues, such as dup=5%%,late=5%%:10s,seed=1.")
    private String queueFaults = "";

    @CommandLine.Option(
            names = "--http-concurrency",
            defaultValue = "4",
            description = "Processes per HTTP function. Default: ${DEFAULT-VALUE}")
    private int httpConcurrency;

    @CommandLine.Option(
            names = "--no-iam",
            description = "Lets functions do what their policies do not permit, a little faster; for measurements.")
    private boolean noIam;

    @CommandLine.Option(names = "--watch", description = "Rebuilds and swaps functions whose sources change.")
    private boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        if (bspBatch < 1 || bspBatch > StackOptions.BspOptions.LARGEST_BATCH) {
            throw new IllegalArgumentException("--bsp-batch is between 1 and " + StackOptions.BspOptions.LARGEST_BATCH);
        }
        if (httpConcurrency < 1) {
            throw new IllegalArgumentException("--http-concurrency is at least 1");
        }
        Instant begun = Instant.now();
        var log = new Log(System.out);
        Path root = Path.of(System.getProperty("assent.root", "."));
        var options = new StackOptions(
                root,
                root.resolve("template.yaml"),
                port,
                token,
                parameters,
                httpConcurrency,
                !noIam,
                data,
                clock,
                noBsp ? null : new StackOptions.BspOptions(bspFaults, bspLimits, bspBatch),
                QueueFaults.read(queueFaults));
        Stack stack = Stack.start(options, log);
        Watcher watcher = watch ? Watcher.start(root, stack, log) : null;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (watcher != null) {
                watcher.close();
            }
            System.out.println(memory(stack));
            stack.close();
            System.out.println("assent is down");
        }));
        System.out.println("private routes want   Authorization: Bearer " + token);
        System.out.println("the simulated BSP     " + (noBsp ? "is off" : stack.bspAddress() + "/_bsp/report"));
        System.out.println("webhooks are signed   with the secret "
                + parameters.getOrDefault("MetaAppSecret", "local-app-secret").split(",", 2)[0]);
        System.out.println("policies              " + (noIam ? "are not enforced" : "of template.yaml are enforced"));
        System.out.println("the clock             " + stack.clock().instant() + "; POST /_local/clock moves it on");
        System.out.println(
                "what it holds         " + (data == null ? "is gone when Ctrl-C ends it" : "stays in " + data));
        System.out.println(memory(stack));
        System.out.printf(
                java.util.Locale.ROOT,
                "started in            %.1f s; functions start with their first event%n",
                Duration.between(begun, Instant.now()).toMillis() / 1000.0);
        System.out.println("assent is ready on " + stack.address());
        new CountDownLatch(1).await();
        return 0;
    }

    private static String memory(Stack stack) {
        Memory memory = Memory.of(stack);
        return "memory                %d MB: the stack %d, %d function processes %d"
                .formatted(memory.totalMb(), memory.stackMb(), memory.functionProcesses(), memory.functionsMb());
    }
}

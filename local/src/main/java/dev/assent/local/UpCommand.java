package dev.assent.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

    @CommandLine.Option(names = "--no-bsp", description = "Without the simulated BSP; set GraphApiUrl to another.")
    private boolean noBsp;

    @CommandLine.Option(
            names = "--bsp-faults",
            defaultValue = "",
            description = "Such as lost=1%%,accept5xx=1%%,slow=1%%:12s,dup=5%%,late=5%%:60s,seed=1.")
    private String bspFaults = "";

    @CommandLine.Option(
            names = "--http-concurrency",
            defaultValue = "4",
            description = "Processes per HTTP function. Default: ${DEFAULT-VALUE}")
    private int httpConcurrency;

    @Override
    public Integer call() throws InterruptedException {
        var log = new Log(System.out);
        var options = new StackOptions(
                Path.of(System.getProperty("assent.root", ".")),
                port,
                token,
                parameters,
                !noBsp,
                bspFaults,
                httpConcurrency);
        Stack stack = Stack.start(options, log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stack.close();
            System.out.println("assent is down");
        }));
        System.out.println("private routes want   Authorization: Bearer " + token);
        System.out.println("the simulated BSP     " + (noBsp ? "is off" : stack.bspAddress() + "/_bsp/report"));
        System.out.println("webhooks are signed   with the secret "
                + parameters.getOrDefault("MetaAppSecret", "local-app-secret"));
        System.out.println("Ctrl-C ends it; what it holds is gone then");
        System.out.println("assent is ready on " + stack.address());
        new CountDownLatch(1).await();
        return 0;
    }
}

package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.assent.local.aws.AwsEndpoint;
import dev.assent.local.aws.Buckets;
import dev.assent.local.aws.Consumption;
import dev.assent.local.aws.EventBus;
import dev.assent.local.aws.HttpGateway;
import dev.assent.local.aws.Permissions;
import dev.assent.local.aws.QueuePoller;
import dev.assent.local.aws.SecretsEndpoint;
import dev.assent.local.bsp.SimulatedBsp;
import dev.assent.local.function.LocalFunction;
import dev.assent.local.function.RuntimeClient;
import dev.assent.local.template.Policy;
import dev.assent.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything that template.yaml describes, on this machine. Without a data folder nothing survives {@link #close()}. */
public final class Stack implements AutoCloseable {

    static {
        // Read once by the JDK's server and client: answers go out at once, and connections are kept.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("http.maxConnections", "64");
    }

    private final StackOptions options;
    private final Log log;
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final Map<String, LocalFunction> functions = new LinkedHashMap<>();
    private final Template template;
    private final LocalParameters parameters;
    private final StackClock clock;
    private final Schedules schedules;
    private final Emulators emulators;
    private final Permissions permissions;
    private final EventBus events;
    private final Consumption consumption = new Consumption();
    private final URI awsEndpoint;

    private Stack(StackOptions options, Log log) throws IOException {
        this.options = options;
        this.log = log;
        try {
            parameters = LocalParameters.of(options.parameters(), bspAddress().toString());
            template = Template.read(options.template(), parameters.values());
            HttpServer http = listen(options.port());
            Path work = closing(WorkFolder.make()).path();
            Path data = options.data();
            Path kept = data == null ? work : closing(DataFolder.open(data)).path();
            clock = new StackClock(kept.resolve("clock"));
            if (options.clock() != null && !clock.set(options.clock())) {
                log.line("clock", "goes on from the data folder's " + clock.instant() + "; time never moves back");
            }
            schedules = closing(new Schedules(clock, log));
            emulators = closing(Emulators.start(options.root(), data, template));
            permissions = new Permissions(policies(), log);
            events = new EventBus(template.buses(), clock, Journal.in(kept.resolve("events.jsonl")));
            awsEndpoint = serveAws(kept);
            startFunctions(work);
            serve(http);
            startBsp(kept);
            http.start();
        } catch (RuntimeException | IOException e) {
            close();
            throw e;
        }
    }

    /** Starts everything but the functions' processes, which start with their first event. */
    public static Stack start(StackOptions options, Log log) {
        try {
            return new Stack(options, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        toClose.add(part);
        return part;
    }

    private HttpServer listen(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            toClose.add(() -> {
                server.stop(0);
                threads.shutdownNow();
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " is taken; choose another with --port", e);
        }
    }

    private Map<String, Policy> policies() {
        Map<String, Policy> policies = new HashMap<>();
        if (options.enforceIam()) {
            template.functions().forEach(it -> policies.put(it.logicalId(), it.policy()));
        }
        return policies;
    }

    private URI serveAws(Path kept) {
        HttpServer server = listen(0);
        var endpoint = new AwsEndpoint(
                emulators.dynamoDbEndpoint(),
                emulators.sqsEndpoint(),
                permissions,
                new SecretsEndpoint(parameters.secrets()),
                events,
                new Buckets(template.buckets(), kept.resolve("buckets")),
                consumption);
        server.createContext("/", endpoint::handle);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void startFunctions(Path work) {
        Map<String, String> refs = new HashMap<>(emulators.tableNames());
        refs.putAll(emulators.queueUrls());
        var runtimeClient = new RuntimeClient(options.root().resolve("emulators/lambda-runtime/target/jars"), work);
        for (Template.Function function : template.functions()) {
            Map<String, String> environment = new HashMap<>(template.environment(function, refs));
            environment.put("ASSENT_CLOCK", clock.file().toAbsolutePath().toString());
            environment.put("AWS_REGION", "us-east-1");
            environment.put("AWS_ACCESS_KEY_ID", function.logicalId());
            environment.put("AWS_SECRET_ACCESS_KEY", "local");
            environment.put("AWS_ENDPOINT_URL", awsEndpoint.toString());
            if (!options.enforceIam()) {
                environment.put(
                        "AWS_ENDPOINT_URL_DYNAMODB",
                        emulators.dynamoDbEndpoint().toString());
                environment.put("AWS_ENDPOINT_URL_SQS", emulators.sqsEndpoint().toString());
            }
            var definition = new LocalFunction.Definition(
                    function.name(),
                    options.root().resolve(function.zip()),
                    function.handler(),
                    function.memorySize(),
                    Duration.ofSeconds(function.timeoutSeconds()),
                    atOnce(function),
                    environment);
            functions.put(
                    function.logicalId(),
                    closing(new LocalFunction(definition, work, runtimeClient, consumption, log)));
        }
    }

    private int atOnce(Template.Function function) {
        int queues = function.events().stream()
                .filter(Template.Event.Source.class::isInstance)
                .mapToInt(it -> ((Template.Event.Source) it).maximumConcurrency())
                .sum();
        boolean others = function.events().stream().anyMatch(it -> !(it instanceof Template.Event.Source));
        return queues + (others ? options.httpConcurrency() : 0);
    }

    private void serve(HttpServer http) {
        ScheduledExecutorService idle = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());
        toClose.add(idle::shutdownNow);
        idle.scheduleWithFixedDelay(() -> functions.values().forEach(LocalFunction::endIdle), 30, 30, TimeUnit.SECONDS);
        SqsClient pollerClient = closing(emulators.sqs());
        QueueFaults.Dice queueFaults = options.queueFaults().dice();
        HttpGateway gateway = new HttpGateway(options.token(), clock, log);
        for (Template.Function definition : template.functions()) {
            LocalFunction function = Objects.requireNonNull(functions.get(definition.logicalId()));
            for (Template.Event event : definition.events()) {
                switch (event) {
                    case Template.Event.Route route ->
                        gateway.add(route.method(), route.path(), route.isPublic(), function);
                    case Template.Event.Source source -> {
                        String url =
                                Objects.requireNonNull(emulators.queueUrls().get(source.queue()));
                        closing(new QueuePoller(pollerClient, url, source, function, queueFaults, consumption, log));
                    }
                    case Template.Event.Schedule schedule -> schedules.add(function, schedule);
                }
            }
        }
        HttpHandler local = new LocalApi(this)::handle;
        http.createContext("/_local/", local);
        http.createContext("/", gateway::handle);
    }

    private void startBsp(Path kept) {
        StackOptions.BspOptions bsp = options.bsp();
        if (bsp != null) {
            URI webhook = address().resolve("/webhooks/meta");
            closing(SimulatedBsp.start(
                    BspSetup.of(options, bsp, template, webhook, parameters.appSecret(), clock, kept), log));
        }
    }

    /** One entry per function process. */
    public List<Map<String, Object>> describeFunctions() {
        return functions.values().stream().flatMap(it -> it.describe().stream()).toList();
    }

    /** Where everything is. */
    public Map<String, Object> endpoints() {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("dynamodb", emulators.dynamoDbEndpoint());
        endpoints.put("sqs", emulators.sqsEndpoint());
        endpoints.put("s3", awsEndpoint);
        endpoints.put("events", awsEndpoint);
        endpoints.put("bsp", bspAddress());
        endpoints.put("tables", emulators.tableNames());
        endpoints.put("queues", emulators.queueUrls());
        return endpoints;
    }

    /** What functions published, in order. */
    public List<JsonNode> events() {
        return events.published();
    }

    /** What functions did, and what they were refused. */
    public Permissions permissions() {
        return permissions;
    }

    /** What AWS would bill for. */
    public Consumption consumption() {
        return consumption;
    }

    /** The stack's clock. */
    public StackClock clock() {
        return clock;
    }

    /**
     * Moves the clock of all functions, schedules and the BSP; returns once what became due was fired.
     *
     * @throws IllegalArgumentException for a step back
     */
    public void advance(Duration by) {
        schedules.advance(by);
    }

    /** The functions by name; for whoever swaps their code. */
    Map<String, LocalFunction> functions() {
        Map<String, LocalFunction> byName = new LinkedHashMap<>();
        functions.values().forEach(it -> byName.put(it.name(), it));
        return byName;
    }

    /**
     * Runs one event through a function.
     *
     * @throws IllegalArgumentException if there is no such function
     * @throws dev.assent.local.function.InvocationFailed if it fails, ends, or takes too long
     */
    public byte[] invoke(String function, byte[] event) {
        LocalFunction found = functions().get(function);
        if (found == null) {
            throw new IllegalArgumentException("There is no function " + function + "; there are "
                    + functions().keySet().stream().sorted().toList());
        }
        return found.invoke(event);
    }

    /** Base address of the HTTP API. */
    public URI address() {
        return URI.create("http://localhost:" + options.port());
    }

    /** Base address of the simulated BSP. */
    public URI bspAddress() {
        return URI.create("http://localhost:" + (options.port() + 10));
    }

    /** Ends everything that was started, the last first. */
    @Override
    public void close() {
        for (AutoCloseable part : toClose.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                log.line("stack", "while closing: " + e);
            }
        }
        toClose.clear();
    }
}

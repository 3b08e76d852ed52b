package dev.assent.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assent.emulators.DynamoDbLocal;
import dev.assent.emulators.ElasticMq;
import dev.assent.local.aws.HttpGateway;
import dev.assent.local.aws.QueuePoller;
import dev.assent.local.aws.Queues;
import dev.assent.local.aws.SecretsEndpoint;
import dev.assent.local.aws.Tables;
import dev.assent.local.bsp.Faults;
import dev.assent.local.bsp.SimulatedBsp;
import dev.assent.local.function.InvocationFailed;
import dev.assent.local.function.LocalFunction;
import dev.assent.local.function.RuntimeClient;
import dev.assent.local.template.Template;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything that template.yaml describes, on this machine. Nothing of it survives {@link #close()}. */
public final class Stack implements AutoCloseable {

    // The local values of what the template's defaults leave to production.
    private static final Map<String, String> LOCAL_DEFAULTS = Map.of(
            "SendMode", "LIVE",
            "MetaAppSecret", "local-app-secret",
            "MetaVerifyToken", "local-verify-token",
            "MetaAccessToken", "local-access-token",
            "IdentityKey", "local-identity-key");

    private static final List<String> SECRETS =
            List.of("MetaAppSecret", "MetaVerifyToken", "MetaAccessToken", "IdentityKey");

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    private final StackOptions options;
    private final Log log;
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final Map<String, LocalFunction> functions = new LinkedHashMap<>();
    private final Map<String, String> tableNames = new LinkedHashMap<>();
    private final Map<String, String> queueUrls = new LinkedHashMap<>();
    private URI dynamoDbEndpoint = URI.create("http://127.0.0.1:0");
    private URI sqsEndpoint = URI.create("http://127.0.0.1:0");

    private Stack(StackOptions options, Log log) {
        this.options = options;
        this.log = log;
    }

    /** Starts everything but the functions' processes, which start with their first event. */
    public static Stack start(StackOptions options, Log log) {
        var stack = new Stack(options, log);
        try {
            stack.startAll();
            return stack;
        } catch (RuntimeException | IOException e) {
            stack.close();
            throw e instanceof RuntimeException unchecked ? unchecked : new UncheckedIOException((IOException) e);
        }
    }

    private void startAll() throws IOException {
        Map<String, String> parameters = new HashMap<>(LOCAL_DEFAULTS);
        parameters.put("GraphApiUrl", bspAddress().toString());
        parameters.putAll(options.parameters());
        Map<String, String> secretValues = new HashMap<>();
        for (String secret : SECRETS) {
            secretValues.put("local/" + secret, parameters.getOrDefault(secret, ""));
            parameters.put(secret, "local/" + secret);
        }
        Template template = Template.read(options.root().resolve("template.yaml"), parameters);
        HttpServer http = listen(options.port());
        startEmulators(template);
        URI secrets = startSecrets(secretValues);
        startFunctions(template, secrets);
        HttpGateway gateway = new HttpGateway(options.token(), log);
        connect(template, gateway);
        http.createContext("/_local/", this::handleLocal);
        http.createContext("/", gateway::handle);
        if (options.withBsp()) {
            String appSecret =
                    secretValues.getOrDefault("local/MetaAppSecret", "").split(",", 2)[0];
            toClose.add(SimulatedBsp.start(
                    new SimulatedBsp.Setup(
                            options.port() + 10,
                            Double.parseDouble(template.parameter("SendRate")),
                            Long.parseLong(template.parameter("MessagingLimit")),
                            Faults.read(options.bspFaults()),
                            address().resolve("/webhooks/meta"),
                            appSecret,
                            template.parameter("WabaId")),
                    log));
        }
        http.start();
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

    private void startEmulators(Template template) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        // Their greetings would bury the one line that people wait for.
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        var dynamoDb = CompletableFuture.supplyAsync(() -> DynamoDbLocal.start(options.root()));
        var elasticMq = CompletableFuture.supplyAsync(() -> ElasticMq.start(options.root()));
        try {
            toClose.add(dynamoDb.join());
            toClose.add(elasticMq.join());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        dynamoDbEndpoint = dynamoDb.join().endpoint();
        sqsEndpoint = elasticMq.join().endpoint();
        try (DynamoDbClient tables = DynamoDbClient.builder()
                .endpointOverride(dynamoDbEndpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            for (Template.Table table : template.tables()) {
                Tables.create(tables, table);
                tableNames.put(table.logicalId(), table.logicalId());
            }
        }
        try (SqsClient queues = sqs()) {
            for (Template.Queue queue : template.queues()) {
                queueUrls.put(queue.logicalId(), Queues.create(queues, queue));
            }
        }
    }

    private SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(sqsEndpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
                .build();
    }

    private URI startSecrets(Map<String, String> values) {
        HttpServer server = listen(0);
        server.createContext("/", new SecretsEndpoint(values)::handle);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void startFunctions(Template template, URI secrets) throws IOException {
        Path work = Files.createTempDirectory("assent-local");
        toClose.add(() -> deleteRecursively(work));
        Map<String, String> refs = new HashMap<>(tableNames);
        refs.putAll(queueUrls);
        var runtimeClient = new RuntimeClient(options.root().resolve("emulators/lambda-runtime/target/jars"), work);
        for (Template.Function function : template.functions()) {
            Map<String, String> environment = new HashMap<>(template.environment(function, refs));
            environment.put("AWS_REGION", "us-east-1");
            environment.put("AWS_ACCESS_KEY_ID", function.logicalId());
            environment.put("AWS_SECRET_ACCESS_KEY", "local");
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDbEndpoint.toString());
            environment.put("AWS_ENDPOINT_URL_SQS", sqsEndpoint.toString());
            environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.toString());
            var definition = new LocalFunction.Definition(
                    function.name(),
                    options.root().resolve(function.codeUri()),
                    function.handler(),
                    function.memorySize(),
                    Duration.ofSeconds(function.timeoutSeconds()),
                    atOnce(function),
                    environment);
            var started = new LocalFunction(definition, work, runtimeClient, log);
            functions.put(function.logicalId(), started);
            toClose.add(started);
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

    private void connect(Template template, HttpGateway gateway) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());
        toClose.add(clock::shutdownNow);
        clock.scheduleWithFixedDelay(
                () -> functions.values().forEach(LocalFunction::endIdle), 30, 30, TimeUnit.SECONDS);
        SqsClient pollerClient = sqs();
        toClose.add(pollerClient);
        for (Template.Function definition : template.functions()) {
            LocalFunction function = java.util.Objects.requireNonNull(functions.get(definition.logicalId()));
            for (Template.Event event : definition.events()) {
                switch (event) {
                    case Template.Event.Route route ->
                        gateway.add(route.method(), route.path(), route.isPublic(), function);
                    case Template.Event.Source source -> {
                        String url = java.util.Objects.requireNonNull(queueUrls.get(source.queue()));
                        toClose.add(new QueuePoller(pollerClient, url, source, function, log));
                    }
                    case Template.Event.Schedule schedule ->
                        clock.scheduleAtFixedRate(
                                () -> fire(function, schedule),
                                schedule.everySeconds(),
                                schedule.everySeconds(),
                                TimeUnit.SECONDS);
                }
            }
        }
    }

    private void fire(LocalFunction function, Template.Event.Schedule schedule) {
        try {
            function.invoke(schedule.input().getBytes(StandardCharsets.UTF_8));
        } catch (InvocationFailed e) {
            log.line("schedule", e.why());
        }
    }

    private void handleLocal(HttpExchange exchange) throws IOException {
        try (exchange) {
            Object answer =
                    switch (exchange.getRequestURI().getPath()) {
                        case "/_local/functions" -> describeFunctions();
                        case "/_local/endpoints" -> endpoints();
                        default -> Map.of("message", "Not Found");
                    };
            byte[] body = Json.write(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().matches("/_local/(functions|endpoints)") ? 200 : 404,
                    body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** One entry per function process. */
    public List<Map<String, Object>> describeFunctions() {
        return functions.values().stream().flatMap(it -> it.describe().stream()).toList();
    }

    /** Where everything is. */
    public Map<String, Object> endpoints() {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("dynamodb", dynamoDbEndpoint);
        endpoints.put("sqs", sqsEndpoint);
        endpoints.put("bsp", bspAddress());
        endpoints.put("tables", tableNames);
        endpoints.put("queues", queueUrls);
        return endpoints;
    }

    /** Runs one event through a function. */
    public byte[] invoke(String function, byte[] event) {
        return functions.values().stream()
                .filter(it -> it.name().equals(function))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no function " + function))
                .invoke(event);
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

    private static void deleteRecursively(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

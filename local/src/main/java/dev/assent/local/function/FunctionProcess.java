package dev.assent.local.function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One execution environment: a process that runs a function's zip under AWS's runtime interface client, fed through a
 * Lambda Runtime API of its own. It handles one event at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS: Lambda Runtime API</a>
 */
final class FunctionProcess {

    private static final String API = "/2018-06-01/runtime/";

    /**
     * How long a process may take until it asks for its first event. AWS gives ten seconds; here six functions may start
     * at once on two cores.
     */
    private static final Duration INITIALISATION = Duration.ofSeconds(60);

    /** An event on its way through the process. */
    private record Invocation(String id, byte[] event, CompletableFuture<byte[]> answer) {}

    private final String function;
    private final Duration timeout;
    private final HttpServer runtimeApi;
    private final Process process;
    private final CountDownLatch initialised = new CountDownLatch(1);
    private final BlockingQueue<Invocation> next = new ArrayBlockingQueue<>(1);
    private final AtomicReference<@Nullable Invocation> current = new AtomicReference<>();
    private volatile long idleSinceNanos = System.nanoTime();

    // A killed process is alive for a moment longer.
    private volatile boolean ended;

    private FunctionProcess(String function, Duration timeout, HttpServer runtimeApi, Process process) {
        this.function = function;
        this.timeout = timeout;
        this.runtimeApi = runtimeApi;
        this.process = process;
    }

    static FunctionProcess start(String function, FunctionCode code, Duration timeout) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Process process = code.start(server.getAddress().getPort());
            var started = new FunctionProcess(function, timeout, server, process);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(API + "invocation/next", started::handNext);
            server.createContext(API + "invocation/", started::takeAnswer);
            server.createContext(API + "init/error", started::takeInitError);
            server.start();
            process.onExit().thenRun(started::ended);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one event; throws {@link InvocationFailed} if the function fails, ends, or takes too long. */
    byte[] invoke(byte[] event) {
        var invocation = new Invocation(UUID.randomUUID().toString(), event, new CompletableFuture<>());
        current.set(invocation);
        next.add(invocation);
        if (!process.isAlive()) {
            ended();
        }
        try {
            if (!initialised.await(INITIALISATION.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new InvocationFailed(function + " did not start within " + INITIALISATION.toSeconds() + " s");
            }
            return invocation.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            kill();
            throw new InvocationFailed(function + " timed out after " + timeout.toSeconds() + " s");
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
            throw new InvocationFailed(function + " was stopped");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InvocationFailed failed
                    ? failed
                    : new InvocationFailed(function + ": " + e.getCause());
        } finally {
            current.set(null);
            idleSinceNanos = System.nanoTime();
        }
    }

    boolean isAlive() {
        return !ended && process.isAlive();
    }

    boolean isBusy() {
        return current.get() != null;
    }

    long pid() {
        return process.pid();
    }

    Duration idleFor() {
        return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
    }

    /** Ends the process at once, as a crash would. */
    void kill() {
        ended = true;
        process.destroyForcibly();
        runtimeApi.stop(0);
    }

    private void ended() {
        ended = true;
        runtimeApi.stop(0);
        initialised.countDown();
        fail(new InvocationFailed(function + ": the process ended"));
    }

    private void handNext(HttpExchange exchange) throws IOException {
        initialised.countDown();
        try {
            Invocation invocation = next.take();
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
            headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + timeout.toMillis()));
            headers.set(
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:us-east-1:000000000000:function:" + function);
            headers.set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
            exchange.sendResponseHeaders(200, invocation.event().length);
            exchange.getResponseBody().write(invocation.event());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void takeAnswer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean failed = exchange.getRequestURI().getPath().endsWith("/error");
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        Invocation invocation = current.get();
        if (failed) {
            fail(new InvocationFailed(function + " failed; its log says why", body));
        } else if (invocation != null) {
            invocation.answer().complete(body);
        }
    }

    private void takeInitError(HttpExchange exchange) throws IOException {
        byte[] error = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        String shown = new String(error, StandardCharsets.UTF_8);
        fail(new InvocationFailed(
                function + " does not start: " + shown.substring(0, Math.min(shown.length(), 300)), error));
        initialised.countDown();
        kill();
    }

    private void fail(InvocationFailed why) {
        Invocation invocation = current.get();
        if (invocation != null) {
            invocation.answer().completeExceptionally(why);
        }
    }
}

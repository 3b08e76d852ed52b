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

    /** An event on its way through the process. */
    private record Invocation(String id, byte[] event, CompletableFuture<byte[]> answer) {}

    private final String function;
    private final Duration timeout;
    private final HttpServer runtimeApi;
    private final Process process;
    private final BlockingQueue<Invocation> next = new ArrayBlockingQueue<>(1);
    private final AtomicReference<@Nullable Invocation> current = new AtomicReference<>();
    private volatile long idleSinceNanos = System.nanoTime();

    private FunctionProcess(String function, Duration timeout, HttpServer runtimeApi, Process process) {
        this.function = function;
        this.timeout = timeout;
        this.runtimeApi = runtimeApi;
        this.process = process;
    }

    static FunctionProcess start(FunctionCode code, Duration timeout) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Process process = code.start(server.getAddress().getPort());
            var started = new FunctionProcess(code.name(), timeout, server, process);
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
            return invocation.answer().get(timeout.toMillis() + startAllowance(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            kill();
            throw new InvocationFailed(function + " timed out after " + timeout.toSeconds() + " s");
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
            throw new InvocationFailed(function + " was stopped");
        } catch (java.util.concurrent.ExecutionException e) {
            throw new InvocationFailed(function + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        } finally {
            current.set(null);
            idleSinceNanos = System.nanoTime();
        }
    }

    // AWS gives the initialisation ten seconds of its own.
    private static long startAllowance() {
        return 10_000;
    }

    boolean isAlive() {
        return process.isAlive();
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
        process.destroyForcibly();
        runtimeApi.stop(0);
    }

    private void ended() {
        runtimeApi.stop(0);
        Invocation unanswered = current.get();
        if (unanswered != null) {
            unanswered.answer().completeExceptionally(new IllegalStateException("the process ended"));
        }
    }

    private void handNext(HttpExchange exchange) throws IOException {
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
        if (invocation != null) {
            if (failed) {
                invocation.answer().completeExceptionally(new IllegalStateException("failed; its log says why"));
            } else {
                invocation.answer().complete(body);
            }
        }
    }

    private void takeInitError(HttpExchange exchange) throws IOException {
        String error = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        Invocation invocation = current.get();
        if (invocation != null) {
            String shown = error.substring(0, Math.min(error.length(), 300));
            invocation.answer().completeExceptionally(new IllegalStateException("does not start: " + shown));
        }
        kill();
    }
}

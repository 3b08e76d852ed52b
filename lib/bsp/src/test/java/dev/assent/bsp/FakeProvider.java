package dev.assent.bsp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that notes what it is asked, and answers what it is told to. */
public final class FakeProvider implements AutoCloseable {

    /** Instead of a status: it closes the connection. */
    public static final int NOTHING = -1;

    private final HttpServer server;
    private final String authorization;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status;
    private volatile String answer;

    private FakeProvider(HttpServer server, String authorization, int status, String answer) {
        this.server = server;
        this.authorization = authorization;
        this.status = status;
        this.answer = answer;
    }

    /**
     * Starts one.
     *
     * @param authorization the header that says who asks
     */
    public static FakeProvider start(String authorization, int status, String answer) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var provider = new FakeProvider(server, authorization, status, answer);
            server.createContext("/", provider::respond);
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What it answers from now on. */
    public void answers(int newStatus, String newAnswer) {
        status = newStatus;
        answer = newAnswer;
    }

    /** Method, path, authorization and body of each request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void respond(HttpExchange exchange) throws IOException {
        requests.add(String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst(authorization),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (status != NOTHING) {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

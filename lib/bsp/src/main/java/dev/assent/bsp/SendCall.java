package dev.assent.bsp;

import dev.assent.core.send.Bsp;
import dev.assent.core.send.SendResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The one request of a send: over HTTP/2 where it is offered, and never repeated. No provider has an idempotency key, so
 * an answer that does not come leaves the message {@link SendResult.Unclear}.
 */
public final class SendCall {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http;
    private final Duration timeout;

    /** Reads a provider's answer. */
    @FunctionalInterface
    public interface Answers {

        /**
         * What an answer means.
         *
         * @param status HTTP's
         * @param body as it came; perhaps not the provider's, but a proxy's
         */
        SendResult read(int status, String body);
    }

    /**
     * @param timeout from the request to the last byte of the answer
     */
    public SendCall(Duration timeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.timeout = timeout;
    }

    /** Opens a connection beside everything else, so that the first send need not wait for it. Its failure means nothing. */
    public void prime(URI provider) {
        HttpRequest request =
                HttpRequest.newBuilder(provider).timeout(CONNECT_TIMEOUT).build();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    /**
     * What is sent.
     *
     * @param authorization name and value of the header that carries the secret
     */
    public record Form(URI to, Map.Entry<String, String> authorization, String contentType, String body) {}

    /**
     * Makes a request ready.
     *
     * @throws IllegalArgumentException if the secret is none that HTTP can carry; it is not in the message
     */
    public Bsp.Request request(Form form, Answers answers) {
        HttpRequest request = HttpRequest.newBuilder(form.to())
                .header("Content-Type", form.contentType())
                .POST(HttpRequest.BodyPublishers.ofString(form.body()))
                .timeout(timeout)
                .headers(authorization(form))
                .build();
        return () -> send(request, answers);
    }

    // The JDK quotes a value that it refuses, and exceptions are logged.
    private static String[] authorization(Form form) {
        String value = form.authorization().getValue();
        if (value.isEmpty() || value.chars().anyMatch(it -> it < ' ' || it > '~')) {
            throw new IllegalArgumentException(
                    "The provider's secret is empty, or holds line breaks or other characters that no header may have");
        }
        return new String[] {form.authorization().getKey(), value};
    }

    private SendResult send(HttpRequest request, Answers answers) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answers.read(response.statusCode(), response.body());
        } catch (ConnectException | HttpConnectTimeoutException _) {
            // No connection, so no request left: the one failure after which another try is safe for everything.
            return SendResult.TryLater.DID_NOT_LEAVE;
        } catch (IOException | RuntimeException e) {
            return new SendResult.Unclear(e.getClass().getSimpleName());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new SendResult.Unclear("interrupted");
        }
    }
}

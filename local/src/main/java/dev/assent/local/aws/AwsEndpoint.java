package dev.assent.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.assent.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where functions reach AWS: one address for all services. The access key says who calls; what the template does not
 * permit is refused; the rest is handed on to the emulators or answered here.
 */
public final class AwsEndpoint {

    // Credential=<access key>/<date>/<region>/<service>/aws4_request
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/[0-9]+/[^/]+/([a-z0-9-]+)/");
    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9_]+[.][A-Za-z]+");
    private static final byte[] NO_JSON = {'n', 'u', 'l', 'l'};
    private static final Set<String> HANDED_ON = Set.of("authorization", "content-type", "x-amz-date", "x-amz-target");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI dynamoDb;
    private final URI sqs;
    private final Permissions permissions;
    private final SecretsEndpoint secrets;
    private final EventBus events;
    private final Buckets buckets;
    private final Consumption consumption;

    /**
     * Puts the services together.
     *
     * @param dynamoDb address of the emulator that tables are handed on to
     * @param sqs address of the emulator that queues are handed on to
     */
    public AwsEndpoint(
            URI dynamoDb,
            URI sqs,
            Permissions permissions,
            SecretsEndpoint secrets,
            EventBus events,
            Buckets buckets,
            Consumption consumption) {
        this.dynamoDb = dynamoDb;
        this.sqs = sqs;
        this.permissions = permissions;
        this.secrets = secrets;
        this.events = events;
        this.buckets = buckets;
        this.consumption = consumption;
    }

    /** Answers one request of an SDK. */
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            Matcher credential = CREDENTIAL.matcher(authorization);
            if (!credential.find()) {
                Answer.error(403, "MissingAuthenticationTokenException", "The request is not signed")
                        .send(exchange);
                return;
            }
            String service = credential.group(2);
            try {
                answer(exchange, credential.group(1), service).send(exchange);
            } catch (IllegalArgumentException e) {
                String why = String.valueOf(e.getMessage());
                (service.equals("s3")
                                ? Answer.s3Error(400, "InvalidRequest", why)
                                : Answer.error(400, "SerializationException", why))
                        .send(exchange);
            }
        }
    }

    private Answer answer(HttpExchange exchange, String accessKey, String service) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        boolean isS3 = service.equals("s3");
        if (!isS3 && !TARGET.matcher(target).matches()) {
            throw new IllegalArgumentException("X-Amz-Target is <service>.<operation>; other protocols are not served");
        }
        String operation = target.substring(target.indexOf('.') + 1);
        JsonNode request = Json.read(isS3 ? NO_JSON : body);
        List<Use> uses = isS3 ? Use.ofBucket(exchange.getRequestMethod(), path) : Use.of(service, operation, request);
        Optional<String> refusal = permissions.refusal(accessKey, uses);
        if (refusal.isPresent()) {
            return isS3
                    ? Answer.s3Error(403, "AccessDenied", refusal.get())
                    : Answer.error(400, "AccessDeniedException", refusal.get());
        }
        return switch (service) {
            case "dynamodb" -> {
                Answer answer = handOn(dynamoDb, exchange, Consumption.asking(request));
                consumption.table(accessKey, operation, request, answer.status(), answer.body());
                yield answer;
            }
            case "sqs" -> {
                consumption.queue(accessKey, operation, request.path("QueueUrl").asText());
                yield handOn(sqs, exchange, body);
            }
            case "secretsmanager" -> secrets.answer(request);
            case "events" -> events.answer(request);
            case "s3" -> buckets.answer(exchange, body);
            default ->
                Answer.error(400, "UnknownOperationException", "The local stack does not serve the service " + service);
        };
    }

    private Answer handOn(URI emulator, HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(emulator)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (HANDED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                request.header(name, values.getFirst());
            }
        });
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse("application/x-amz-json-1.0"),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Stopped", e));
        }
    }
}

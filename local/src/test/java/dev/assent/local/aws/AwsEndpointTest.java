package dev.assent.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.assent.local.Journal;
import dev.assent.local.Json;
import dev.assent.local.Log;
import dev.assent.local.template.Policies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3, EventBridge and Secrets Manager as far as they are served here, each caller within its policies. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AwsEndpointTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private HttpServer server = unset();
    private Permissions permissions = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        server = serve();
    }

    private HttpServer serve() throws IOException {
        HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        permissions = new Permissions(
                Map.of(
                        "Writer", Policies.allowing("s3:PutObject", "arn:aws:s3:::Evidence/packs/*"),
                        "Publisher", Policies.allowing("events:PutEvents", "arn:aws:events:*:*:event-bus/crm")),
                new Log(System.out));
        var nowhere = URI.create("http://127.0.0.1:1");
        var endpoint = new AwsEndpoint(
                nowhere,
                nowhere,
                permissions,
                new SecretsEndpoint(Map.of("local/Key", "new,old")),
                new EventBus(List.of("crm"), InstantSource.fixed(NOW), Journal.in(folder.resolve("events.jsonl"))),
                new Buckets(List.of("Evidence"), folder.resolve("buckets")),
                new Consumption());
        created.createContext("/", endpoint::handle);
        created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        created.start();
        return created;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private S3Client s3(String accessKey) {
        return S3Client.builder()
                .endpointOverride(address())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "x")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @Test
    void an_object_comes_back_as_it_was_put() {
        String text = "Kim agreed, на русском, 中文".repeat(10_000);
        try (S3Client writer = s3("Writer");
                S3Client developer = s3("anybody")) {
            writer.putObject(it -> it.bucket("Evidence").key("packs/2026/kim.json"), RequestBody.fromString(text));

            assertThat(developer
                            .getObjectAsBytes(it -> it.bucket("Evidence").key("packs/2026/kim.json"))
                            .asUtf8String())
                    .isEqualTo(text);
            assertThatThrownBy(() -> developer.getObjectAsBytes(
                            it -> it.bucket("Evidence").key("packs/none")))
                    .isInstanceOf(NoSuchKeyException.class);
        }
    }

    @Test
    void a_bucket_that_is_not_there_can_be_created() {
        try (S3Client developer = s3("anybody")) {
            assertThatThrownBy(() -> developer.putObject(it -> it.bucket("mine").key("a"), RequestBody.fromString("x")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("There is no bucket mine");

            developer.createBucket(it -> it.bucket("mine"));
            developer.putObject(it -> it.bucket("mine").key("a"), RequestBody.fromString("x"));

            assertThat(developer
                            .getObjectAsBytes(it -> it.bucket("mine").key("a"))
                            .asUtf8String())
                    .isEqualTo("x");
        }
    }

    @Test
    void what_the_policy_does_not_allow_is_refused_and_noted() {
        try (S3Client writer = s3("Writer")) {
            assertThatThrownBy(() ->
                            writer.getObjectAsBytes(it -> it.bucket("Evidence").key("packs/kim.json")))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("Writer")
                    .hasMessageContaining("s3:GetObject")
                    .hasMessageContaining("Evidence/packs/kim.json");
            assertThatThrownBy(() ->
                            writer.putObject(it -> it.bucket("Evidence").key("other"), RequestBody.fromString("x")))
                    .isInstanceOf(S3Exception.class);
        }
        assertThat(permissions.refused())
                .contains(new Permissions.Entry("Writer", "s3:GetObject", "Evidence/packs/kim.json"));
    }

    @Test
    void published_events_are_kept_in_order_and_outlive_the_process() throws Exception {
        JsonNode answer = putEvents("Publisher", """
                {"Entries":[
                  {"Source":"assent","DetailType":"OptOut","EventBusName":"crm","Detail":"{\\"contactId\\":\\"p-1\\"}"},
                  {"Source":"assent","DetailType":"OptOut","EventBusName":"crm","Detail":"not json"}]}
                """);
        assertThat(answer.path("FailedEntryCount").asInt()).isEqualTo(1);
        assertThat(answer.path("Entries").path(1).path("ErrorCode").asText()).isEqualTo("MalformedDetail");

        assertThat(putEvents("Publisher", "{\"Entries\":[{\"Source\":\"a\",\"DetailType\":\"b\",\"Detail\":\"{}\"}]}")
                        .path("__type")
                        .asText())
                .isEqualTo("AccessDeniedException");

        var reopened =
                new EventBus(List.of("crm"), InstantSource.fixed(NOW), Journal.in(folder.resolve("events.jsonl")));
        assertThat(reopened.published()).hasSize(1);
        JsonNode event = reopened.published().getFirst();
        assertThat(event.path("detail").path("contactId").asText()).isEqualTo("p-1");
        assertThat(event.path("detail-type").asText()).isEqualTo("OptOut");
        assertThat(event.path("time").asText()).isEqualTo("2026-11-24T09:00:00Z");
    }

    @Test
    void a_secret_has_a_current_and_a_previous_version() throws Exception {
        assertThat(secret("AWSCURRENT").path("SecretString").asText()).isEqualTo("new");
        assertThat(secret("AWSPREVIOUS").path("SecretString").asText()).isEqualTo("old");
    }

    @Test
    void an_unsigned_request_is_refused() throws Exception {
        var request = HttpRequest.newBuilder(address())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
        }
    }

    private JsonNode putEvents(String accessKey, String body) throws Exception {
        return post(accessKey, "events", "AWSEvents.PutEvents", body);
    }

    private JsonNode secret(String stage) throws Exception {
        return post(
                "anybody",
                "secretsmanager",
                "secretsmanager.GetSecretValue",
                "{\"SecretId\":\"local/Key\",\"VersionStage\":\"" + stage + "\"}");
    }

    private JsonNode post(String accessKey, String service, String target, String body) throws Exception {
        var request = HttpRequest.newBuilder(address())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + accessKey + "/20261124/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0")
                .header("X-Amz-Target", target)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Json.read(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}

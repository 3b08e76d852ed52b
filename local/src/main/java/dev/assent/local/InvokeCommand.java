package dev.assent.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.function.InvocationFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code ./assent invoke}: one event through a function's real zip, as {@code sam local invoke} without Docker. */
@CommandLine.Command(
        name = "invoke",
        description = "Runs one event through a function; on the running stack, or else on a fresh one.",
        mixinStandardHelpOptions = true)
final class InvokeCommand implements Callable<Integer> {

    private static final int LARGEST_EVENT = 6 * 1024 * 1024;

    @CommandLine.Parameters(paramLabel = "FUNCTION", description = "A folder under functions/, such as opt-out.")
    private String function = "";

    @CommandLine.Option(
            names = {"-e", "--event"},
            required = true,
            description = "A JSON file, such as events/opt-out/stop.json.")
    private Path event = Path.of("");

    @CommandLine.Option(
            names = "--stack",
            defaultValue = "http://localhost:8080",
            description = "A running stack. Default: ${DEFAULT-VALUE}")
    private URI stack = URI.create("http://localhost:8080");

    @Override
    public Integer call() throws IOException, InterruptedException {
        byte[] json = read(event);
        Outcome outcome;
        try {
            outcome = onRunningStack(json);
        } catch (ConnectException _) {
            System.err.println("no stack on " + stack + "; using a fresh one, whose tables are empty");
            outcome = onFreshStack(json);
        }
        System.out.println(outcome.answer());
        if (!outcome.succeeded()) {
            JsonNode error = Json.read(outcome.answer());
            System.err.println("assent: " + function + " failed: "
                    + error.path("errorMessage").asText(error.path("detail").asText()));
        }
        int comingBack = Json.read(outcome.succeeded() ? outcome.answer() : "{}")
                .path("batchItemFailures")
                .size();
        if (comingBack > 0) {
            System.err.println(comingBack + " of the batch's messages would come back; the log says why");
        }
        return outcome.succeeded() ? 0 : 1;
    }

    private record Outcome(boolean succeeded, String answer) {}

    private static byte[] read(Path file) throws IOException {
        try {
            byte[] json = Files.readAllBytes(file);
            JsonNode event = Json.read(json);
            if (!event.isObject()) {
                throw new IllegalArgumentException("An event is a JSON object");
            }
            if (json.length > LARGEST_EVENT) {
                throw new IllegalArgumentException("An event has 6 MB at most, as on AWS");
            }
            return json;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no file " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private Outcome onRunningStack(byte[] json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.resolve("/_local/invoke/" + function))
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 && response.statusCode() != 502) {
                String detail = response.body().startsWith("{")
                        ? Json.read(response.body()).path("detail").asText()
                        : "";
                throw new IllegalArgumentException(
                        detail.isEmpty() ? "What runs on " + stack + " is no Assent stack" : detail);
            }
            return new Outcome(response.statusCode() == 200, response.body());
        }
    }

    private Outcome onFreshStack(byte[] json) throws IOException {
        Path root = Path.of(System.getProperty("assent.root", "."));
        PrintStream out = System.out;
        System.setOut(System.err); // The function's log belongs there; standard output is for its answer.
        var options = StackOptions.of(root, LocalPorts.free(), "local", Map.of());
        try (Stack fresh = Stack.start(options, new Log(System.err))) {
            return new Outcome(true, new String(fresh.invoke(function, json), StandardCharsets.UTF_8));
        } catch (InvocationFailed e) {
            String detail = new String(Json.write(Map.of("errorMessage", e.why())), StandardCharsets.UTF_8);
            return new Outcome(false, e.error().isEmpty() ? detail : e.error());
        } finally {
            System.setOut(out);
        }
    }
}

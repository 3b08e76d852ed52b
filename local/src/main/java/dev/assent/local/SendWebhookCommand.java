package dev.assent.local;

import dev.assent.local.webhook.MetaWebhooks;
import dev.assent.local.webhook.SignedWebhook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code ./assent send-webhook}: posts a correctly signed webhook to the running stack, as Meta would. */
@CommandLine.Command(
        name = "send-webhook",
        description = "Posts a signed webhook to the running stack.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "stop, start, help  a text of that word",
            "text               a text: --text",
            "button             a tap on a template's button: --text, --payload",
            "status             of a message that Assent sent: --message, --state, --error",
            "preference         WhatsApp's own stop or resume: --value",
            "system             the person's number changed: --new-number"
        })
final class SendWebhookCommand implements Callable<Integer> {

    @CommandLine.Parameters(
            paramLabel = "KIND",
            description = "stop, start, help, text, button, status, preference or system.")
    private String kind = "";

    @CommandLine.Option(names = "--from", required = true, description = "The person's number, such as +4915100000001.")
    private String from = "";

    @CommandLine.Option(names = "--user-id", description = "The person's business-scoped user id, such as DE.123.")
    private @Nullable String userId;

    @CommandLine.Option(names = "--text", description = "What they write, or the button's label.")
    private @Nullable String text;

    @CommandLine.Option(names = "--payload", description = "The button's payload. Default: its label.")
    private @Nullable String payload;

    @CommandLine.Option(names = "--message", description = "The messageId that Assent gave.")
    private @Nullable String message;

    @CommandLine.Option(
            names = "--state",
            defaultValue = "delivered",
            description = "sent, delivered, read or failed. Default: ${DEFAULT-VALUE}")
    private String state = "delivered";

    @CommandLine.Option(names = "--error", description = "Code of a failed status, such as 131050.")
    private @Nullable Integer error;

    @CommandLine.Option(
            names = "--value",
            defaultValue = "stop",
            description = "stop or resume. Default: ${DEFAULT-VALUE}")
    private String value = "stop";

    @CommandLine.Option(names = "--new-number", description = "The number that the person has now.")
    private @Nullable String newNumber;

    @CommandLine.Option(
            names = "--number",
            defaultValue = "100000000000001",
            description = "Our phone number id. Default: ${DEFAULT-VALUE}")
    private String number = "";

    @CommandLine.Option(names = "--at", description = "When it happened. Default: the stack's present moment.")
    private @Nullable Instant at;

    @CommandLine.Option(
            names = "--stack",
            defaultValue = "http://localhost:8080",
            description = "Default: ${DEFAULT-VALUE}")
    private URI stack = URI.create("http://localhost:8080");

    @CommandLine.Option(
            names = "--secret",
            defaultValue = "local-app-secret",
            description = "What it is signed with. Default: ${DEFAULT-VALUE}")
    private String secret = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        var webhooks = new MetaWebhooks(number, from, userId, at == null ? now() : at);
        byte[] body =
                switch (kind) {
                    case "stop", "start", "help" -> webhooks.text(kind.toUpperCase(java.util.Locale.ROOT));
                    case "text" -> webhooks.text(needed(text, "--text"));
                    case "button" -> {
                        String label = needed(text, "--text");
                        yield webhooks.button(label, payload == null ? label : payload);
                    }
                    case "status" -> webhooks.status(needed(message, "--message"), state, error);
                    case "preference" -> webhooks.preference(value);
                    case "system" -> webhooks.numberChanged(needed(newNumber, "--new-number"));
                    default ->
                        throw new IllegalArgumentException("There is no webhook " + kind
                                + "; there are stop, start, help, text, button, status, preference and system");
                };
        long begun = System.nanoTime();
        int status = new SignedWebhook.Target(stack.resolve("/webhooks/meta"), secret).post(body);
        System.out.printf(
                java.util.Locale.ROOT,
                "%s: HTTP %d after %d ms%n",
                kind,
                status,
                (System.nanoTime() - begun) / 1_000_000);
        return status == 200 ? 0 : 1;
    }

    private static String needed(@Nullable String option, String name) {
        if (option == null) {
            throw new IllegalArgumentException("This kind of webhook wants " + name);
        }
        return option;
    }

    private Instant now() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.resolve("/_local/clock"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Instant.parse(Json.read(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("now")
                    .asText());
        } catch (java.net.ConnectException e) {
            throw new IllegalStateException("No stack runs on " + stack + "; start one with ./assent up", e);
        }
    }
}

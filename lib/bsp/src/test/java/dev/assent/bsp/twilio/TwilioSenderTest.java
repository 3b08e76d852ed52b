package dev.assent.bsp.twilio;

import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.bsp.FakeProvider;
import dev.assent.bsp.SendCall;
import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.SendResult;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TwilioSenderTest {

    private static final PersonId KIM = new PersonId("p-kim");

    private final FakeProvider provider =
            FakeProvider.start("Authorization", 201, "{\"sid\":\"SM1\",\"status\":\"queued\"}");
    private final TwilioSender sender = new TwilioSender(
            new SendCall(Duration.ofSeconds(1)),
            new TwilioSender.Account(
                    provider.address(),
                    "AC1",
                    Map.of("100000000000001", "+15550100"),
                    Map.of("summer_sale/en", "HX1"),
                    URI.create("https://assent.example/webhooks/twilio")),
            () -> "token");

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    @Test
    void a_template_is_a_content_template_with_numbered_variables() {
        var full = offer(new MessageId("m-1"), KIM)
                .saying(new MessageContent.Template(
                        "summer_sale",
                        "en",
                        Category.MARKETING,
                        "offers",
                        List.of("Kim"),
                        new MessageContent.Header(MessageContent.HeaderType.IMAGE, "https://acme.example/a.png", null),
                        List.of(new MessageContent.ButtonParameter(0, MessageContent.ButtonKind.URL, "sale?x=1"))));

        assertThat(send(full)).isEqualTo(new SendResult.Accepted("SM1"));

        assertThat(provider.requests().getFirst())
                .startsWith("POST /2010-04-01/Accounts/AC1/Messages.json Basic QUMxOnRva2Vu From=");
        assertThat(form())
                .isEqualTo(Map.of(
                        "From", "whatsapp:+15550100",
                        "To", "whatsapp:+4915100000001",
                        "ContentSid", "HX1",
                        "ContentVariables", "{\"1\":\"https://acme.example/a.png\",\"2\":\"Kim\",\"3\":\"sale?x=1\"}",
                        "StatusCallback", "https://assent.example/webhooks/twilio?message=m-1"));
    }

    @Test
    void a_text_and_a_picture_go_as_they_are_to_a_user_id_too() {
        var person = PersonState.unknown(KIM, new Contact(null, new WhatsAppUserId("DE.77")));
        sender.request(text(new MessageId("m-2"), KIM), person).send();
        assertThat(form()).containsEntry("To", "whatsapp:DE.77").containsKey("Body");

        send(saying(
                new MessageContent.Media(MessageContent.MediaType.IMAGE, "https://acme.example/a.png", "Look", null)));
        assertThat(form())
                .containsEntry("MediaUrl", "https://acme.example/a.png")
                .containsEntry("Body", "Look");
    }

    @Test
    void what_twilio_does_not_know_is_refused_without_a_request() {
        var unknown = new MessageContent.Template("other", "en", Category.MARKETING, "offers", List.of());
        var buttons = new MessageContent.Interactive(
                "Choose", null, null, null, List.of(new MessageContent.Choice("1", "One", null)));

        assertThatThrownBy(() -> send(saying(unknown)))
                .as("mended by the configuration, so not FAILED")
                .hasMessageContaining("other/en");
        assertThat(send(saying(buttons))).isEqualTo(new SendResult.Refused(TwilioSender.NOT_FOR_TWILIO));
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void errors_that_are_metas_become_metas() {
        assertThat(failing(400, 63016)).isEqualTo(new SendResult.Refused(131047));
        assertThat(failing(400, 63049))
                .isEqualTo(later(131049, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON));
        assertThat(failing(400, 21610)).isEqualTo(new SendResult.Refused(21610));
        assertThat(failing(401, 20003))
                .isEqualTo(later(20003, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT));
        assertThat(failing(400, 63018))
                .isEqualTo(later(63018, Reason.MESSAGING_LIMIT_REACHED, Duration.ofHours(1), SendResult.Holds.NUMBER));
        assertThat(failing(429, 20429))
                .isEqualTo(later(20429, Reason.PACING, Duration.ofSeconds(5), SendResult.Holds.THROUGHPUT));
    }

    @Test
    void a_server_error_may_have_been_a_send() {
        assertThat(failing(500, 20500)).isInstanceOf(SendResult.Unclear.class);
        provider.answers(503, "unavailable");
        assertThat(send(offer(new MessageId("m-1"), KIM))).isInstanceOf(SendResult.Unclear.class);
        provider.answers(FakeProvider.NOTHING, "");
        assertThat(send(offer(new MessageId("m-1"), KIM))).isInstanceOf(SendResult.Unclear.class);
    }

    private static OutboundMessage saying(MessageContent content) {
        OutboundMessage text = text(new MessageId("m-3"), KIM);
        return new OutboundMessage(
                text.id(), 1, KIM, text.from(), text.brand(), content, text.priority(), null, null, null);
    }

    private SendResult failing(int status, int code) {
        provider.answers(status, "{\"code\":" + code + ",\"message\":\"no\",\"status\":" + status + "}");
        return send(offer(new MessageId("m-1"), KIM));
    }

    private static SendResult later(int code, Reason reason, Duration retryAfter, SendResult.Holds holds) {
        return new SendResult.TryLater(code, reason, retryAfter, holds);
    }

    private SendResult send(OutboundMessage message) {
        return sender.request(message, PersonState.unknown(KIM, contact(1))).send();
    }

    private Map<String, String> form() {
        String request = provider.requests().getLast();
        return Arrays.stream(request.substring(request.lastIndexOf(' ') + 1).split("&"))
                .map(it -> it.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> URLDecoder.decode(it[1], StandardCharsets.UTF_8)));
    }
}

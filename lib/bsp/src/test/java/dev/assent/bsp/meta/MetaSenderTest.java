package dev.assent.bsp.meta;

import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.bsp.FakeProvider;
import dev.assent.bsp.SendCall;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.SendResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetaSenderTest {

    private static final PersonId KIM = new PersonId("p-kim");
    private final OutboundMessage offer = offer(new MessageId("m-1"), KIM);
    private final FakeProvider provider =
            FakeProvider.start("Authorization", 200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
    private final MetaSender sender =
            new MetaSender(new SendCall(Duration.ofSeconds(1)), provider.address(), () -> "token");

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    @Test
    void a_template_message_has_metas_shape() {
        assertThat(send(offer)).isEqualTo(new SendResult.Accepted("wamid.1"));

        assertThat(provider.requests())
                .containsExactly("POST /v25.0/100000000000001/messages Bearer token "
                        + "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                        + "\"biz_opaque_callback_data\":\"m-1\",\"to\":\"+4915100000001\",\"type\":\"template\","
                        + "\"template\":{\"name\":\"summer_sale\",\"language\":{\"code\":\"en\"},\"components\":"
                        + "[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\",\"text\":\"Kim\"}]}]}}");
    }

    @Test
    void a_text_goes_to_a_user_id_if_there_is_no_number() {
        var person = PersonState.unknown(KIM, new Contact(null, new WhatsAppUserId("DE.77")));

        assertThat(sender.request(text(new MessageId("m-2"), KIM), person).send())
                .isEqualTo(new SendResult.Accepted("wamid.1"));

        assertThat(provider.requests().getFirst())
                .contains("\"recipient\":\"DE.77\"", "\"type\":\"text\"")
                .doesNotContain("\"to\"");
    }

    @Test
    void errors_are_told_apart_by_their_code() {
        assertThat(failing(400, 130429))
                .isEqualTo(later(130429, Reason.PACING, Duration.ofSeconds(5), SendResult.Holds.THROUGHPUT));
        assertThat(failing(400, 131056))
                .isEqualTo(later(131056, Reason.PAIR_RATE, Duration.ofSeconds(60), SendResult.Holds.MESSAGE));
        assertThat(failing(400, 131049))
                .isEqualTo(later(131049, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON));
        assertThat(failing(403, 131031))
                .isEqualTo(later(131031, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT));
        assertThat(failing(500, 131057))
                .isEqualTo(later(131057, Reason.NUMBER_PAUSED, Duration.ofMinutes(5), SendResult.Holds.NUMBER));
        assertThat(failing(400, 131048))
                .isEqualTo(later(131048, Reason.NUMBER_PAUSED, Duration.ofHours(1), SendResult.Holds.NUMBER));
        assertThat(failing(400, 132015))
                .isEqualTo(later(132015, Reason.TEMPLATE_PAUSED, Duration.ofHours(1), SendResult.Holds.TEMPLATE));
        assertThat(failing(401, 0))
                .as("an answer, though its code is 0")
                .isEqualTo(later(0, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT))
                .isNotEqualTo(SendResult.TryLater.DID_NOT_LEAVE);
        assertThat(failing(400, 131026)).isEqualTo(new SendResult.Refused(131026));
        assertThat(failing(400, 999999)).isEqualTo(new SendResult.Refused(999999));
    }

    @Test
    void a_server_error_may_have_been_a_send() {
        assertThat(failing(500, 131000)).isInstanceOf(SendResult.Unclear.class);
        provider.answers(502, "<html>bad gateway</html>");
        assertThat(send(offer)).isInstanceOf(SendResult.Unclear.class);
        provider.answers(200, "<html>bad gateway</html>");
        assertThat(send(offer)).isInstanceOf(SendResult.Unclear.class);
        provider.answers(400, "<html>bad gateway</html>");
        assertThat(send(offer)).isEqualTo(new SendResult.Refused(0));
    }

    @Test
    void an_answer_that_does_not_come_leaves_the_message_unclear() {
        provider.answers(FakeProvider.NOTHING, "");

        assertThat(send(offer)).isInstanceOf(SendResult.Unclear.class);
        assertThat(provider.requests()).as("the request is never repeated").hasSize(1);
    }

    @Test
    void without_a_connection_nothing_was_sent() {
        provider.close();

        assertThat(send(offer)).isEqualTo(SendResult.TryLater.DID_NOT_LEAVE);
    }

    @Test
    void a_secret_that_no_header_can_carry_is_refused_without_quoting_it() {
        var broken = new MetaSender(new SendCall(Duration.ofSeconds(1)), provider.address(), () -> "to\nken");

        assertThatThrownBy(() -> broken.request(offer, PersonState.unknown(KIM, contact(1))))
                .hasMessageContaining("secret")
                .hasMessageNotContaining("ken")
                .hasNoCause();
        assertThat(provider.requests()).isEmpty();
    }

    private SendResult failing(int httpStatus, int code) {
        provider.answers(httpStatus, "{\"error\":{\"message\":\"no\",\"code\":" + code + ",\"fbtrace_id\":\"x\"}}");
        return send(offer);
    }

    private static SendResult later(int code, Reason reason, Duration retryAfter, SendResult.Holds holds) {
        return new SendResult.TryLater(code, reason, retryAfter, holds);
    }

    private SendResult send(OutboundMessage message) {
        return sender.request(message, PersonState.unknown(KIM, contact(1))).send();
    }
}

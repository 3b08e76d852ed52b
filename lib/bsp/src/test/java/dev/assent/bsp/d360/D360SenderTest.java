package dev.assent.bsp.d360;

import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.bsp.FakeProvider;
import dev.assent.bsp.SendCall;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.Reason;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.SendResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class D360SenderTest {

    private static final PersonId KIM = new PersonId("p-kim");

    private final FakeProvider provider =
            FakeProvider.start("D360-API-KEY", 200, "{\"messages\":[{\"id\":\"wamid.1\"}]}");
    private final D360Sender sender =
            new D360Sender(new SendCall(Duration.ofSeconds(1)), provider.address(), () -> "key");

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    @Test
    void a_message_is_metas_behind_another_door() {
        assertThat(send()).isEqualTo(new SendResult.Accepted("wamid.1"));

        assertThat(provider.requests())
                .containsExactly("POST /messages key "
                        + "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                        + "\"biz_opaque_callback_data\":\"m-1\",\"to\":\"+4915100000001\",\"type\":\"template\","
                        + "\"template\":{\"name\":\"summer_sale\",\"language\":{\"code\":\"en\"},\"components\":"
                        + "[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\",\"text\":\"Kim\"}]}]}}");
    }

    @Test
    void an_error_of_metas_is_read_as_metas() {
        provider.answers(400, "{\"error\":{\"message\":\"no\",\"code\":131026}}");
        assertThat(send()).isEqualTo(new SendResult.Refused(131026));
        provider.answers(401, "{\"error\":{\"message\":\"no\",\"code\":131049}}");
        assertThat(send())
                .isEqualTo(new SendResult.TryLater(
                        131049, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON));
    }

    @Test
    void a_wrong_key_holds_everything_and_too_fast_slows_down() {
        provider.answers(403, "{\"meta\":{\"success\":false,\"http_code\":403}}");
        assertThat(send())
                .isEqualTo(new SendResult.TryLater(
                        403, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT));
        provider.answers(429, "slow down");
        assertThat(send())
                .isEqualTo(new SendResult.TryLater(
                        429, Reason.PACING, Duration.ofSeconds(5), SendResult.Holds.THROUGHPUT));
    }

    @Test
    void a_gateway_error_may_have_been_a_send() {
        provider.answers(502, "<html>bad gateway</html>");

        assertThat(send()).isInstanceOf(SendResult.Unclear.class);
        assertThat(provider.requests()).hasSize(1);
    }

    private SendResult send() {
        return sender.request(offer(new MessageId("m-1"), KIM), PersonState.unknown(KIM, contact(1)))
                .send();
    }
}

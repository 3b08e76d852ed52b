package dev.assent.bsp.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetaWebhookTest {

    private static final Contact KIM = Contact.of(new PhoneNumber("+4915112345678"));
    private static final Instant AT = Instant.ofEpochSecond(1763700000);

    @Test
    void a_text_message_is_read_with_its_own_time() throws Exception {
        var webhook = messages("""
                {"from":"4915112345678","id":"wamid.1","timestamp":"1763700000","type":"text","text":{"body":"STOP"}}""");

        assertThat(webhook.events())
                .containsExactly(new InboundEvent.MessageReceived("wamid.1", KIM, "100000000000001", AT, "STOP", null));
    }

    @Test
    void a_button_carries_label_and_payload() throws Exception {
        var webhook = messages("""
                {"from":"4915112345678","id":"wamid.1","timestamp":"1763700000","type":"button",
                 "button":{"text":"Stop promotions","payload":"OPT_OUT"}}""");

        assertThat(webhook.events())
                .containsExactly(new InboundEvent.MessageReceived(
                        "wamid.1", KIM, "100000000000001", AT, "Stop promotions", "OPT_OUT"));
    }

    @Test
    void a_sender_may_be_known_by_user_id_only() throws Exception {
        for (String from : List.of("\"from_user_id\":\"DE.77\"", "\"from\":\"DE.77\"")) {
            var webhook = messages("{" + from + """
                    ,"id":"wamid.1","timestamp":"1763700000","type":"text","text":{"body":"hi"}}""");

            assertThat(((InboundEvent.MessageReceived) webhook.events().getFirst()).contact())
                    .isEqualTo(new Contact(null, new WhatsAppUserId("DE.77")));
        }
    }

    @Test
    void one_element_of_an_unknown_type_costs_no_other() throws Exception {
        var webhook = MetaWebhook.read(bytes("""
                {"object":"whatsapp_business_account","entry":[
                  {"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[
                    {"from":"4915112345678","id":"wamid.1","timestamp":"1763700000","type":"hologram","hologram":{"x":1}},
                    {"from":"4915112345678","id":"wamid.2","timestamp":"1763700000","type":"text","text":{"body":"STOP"}},
                    {"id":"wamid.3","type":"text"}, 7, null]}},
                   {"field":"weather","value":{"rain":true}}]},
                  {"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[
                    {"from":"4915112345678","id":"wamid.4","timestamp":"1763700000","type":"image","image":{"caption":"hi"}}]}}]},
                  {"no":"changes"}, 7]}"""));

        assertThat(webhook.events()).hasSize(2);
        assertThat(webhook.skipped()).hasSize(5).noneMatch(it -> it.contains("4915112345678"));
    }

    @Test
    void a_status_names_our_message_and_its_error() throws Exception {
        var webhook = statuses("""
                {"id":"wamid.9","status":"failed","timestamp":"1763700000","recipient_id":"4915112345678",
                 "biz_opaque_callback_data":"c-1-7.2","errors":[{"code":131026,"title":"x"}]}""");

        assertThat(webhook.events())
                .containsExactly(new InboundEvent.StatusReported(
                        new MessageId("c-1-7"), null, MessageState.FAILED, AT, "wamid.9", 131026));
    }

    @Test
    void error_131050_is_an_opt_out_too() throws Exception {
        var webhook = statuses("""
                {"id":"wamid.9","status":"failed","timestamp":"1763700000","recipient_id":"4915112345678",
                 "biz_opaque_callback_data":"c-1-7","errors":[{"code":131050}]}""");

        assertThat(webhook.events())
                .contains(new InboundEvent.PreferenceChanged("wamid.9:131050", KIM, AT, true, true))
                .hasSize(2);
    }

    @Test
    void a_status_of_somebody_elses_message_is_skipped() throws Exception {
        assertThat(statuses("{\"id\":\"wamid.9\",\"status\":\"sent\",\"timestamp\":\"1763700000\"}")
                        .events())
                .isEmpty();
        assertThat(statuses("{\"id\":\"wamid.9\",\"status\":\"evaporated\",\"timestamp\":\"1\"}")
                        .skipped())
                .containsExactly("a status of the kind evaporated");
    }

    @Test
    void callback_data_that_is_not_ours_and_texts_without_end_do_no_harm() throws Exception {
        assertThat(statuses("{\"id\":\"w\",\"status\":\"sent\",\"timestamp\":\"1\",\"biz_opaque_callback_data\":\".\"}")
                        .events())
                .isEmpty();
        var webhook = messages(
                "{\"from\":\"4915112345678\",\"id\":\"wamid.1\",\"timestamp\":\"1763700000\",\"type\":\"text\","
                        + "\"text\":{\"body\":\"\\ud83d" + "x".repeat(100_000) + "\"}}");
        assertThat(((InboundEvent.MessageReceived) webhook.events().getFirst()).text())
                .hasSize(8_192)
                .startsWith("?x");
    }

    @Test
    void a_preference_has_a_number_for_a_time() throws Exception {
        var webhook = MetaWebhook.read(bytes("""
                {"entry":[{"changes":[{"field":"user_preferences","value":{"user_preferences":[
                  {"wa_id":"4915112345678","category":"marketing_messages","value":"stop","timestamp":1763700000},
                  {"wa_id":"4915112345678","value":"signup","timestamp":1763700000}]}}]}]}"""));

        assertThat(webhook.events())
                .containsExactly(
                        new InboundEvent.PreferenceChanged("preference:stop:1763700000", KIM, AT, true, false));
        assertThat(webhook.skipped()).containsExactly("a user preference signup");
    }

    @Test
    void what_is_no_webhook_is_refused() {
        for (String body : List.of("", "{", "[]", "7", "{\"entry\":7}")) {
            assertThatThrownBy(() -> MetaWebhook.read(bytes(body)))
                    .as(body)
                    .isInstanceOf(MetaWebhook.UnreadableException.class);
        }
    }

    @Test
    void a_signature_covers_every_byte_and_either_secret() {
        byte[] body = bytes("{\"a\":1}");
        String signature = MetaSignature.sign(body, "old");

        assertThat(MetaSignature.isValid(body, signature, List.of("new", "old")))
                .isTrue();
        assertThat(MetaSignature.isValid(body, signature, List.of("new"))).isFalse();
        assertThat(MetaSignature.isValid(bytes("{\"a\":2}"), signature, List.of("old")))
                .isFalse();
        assertThat(MetaSignature.isValid(body, "", List.of("old"))).isFalse();
        assertThat(MetaSignature.isValid(body, signature.substring(7), List.of("old")))
                .isFalse();
    }

    @Test
    void a_limit_is_read_in_every_form_in_which_meta_writes_it() throws Exception {
        for (String written : List.of("2000", "\"2000\"", "\"TIER_2K\"")) {
            assertThat(change(
                            "business_capability_update", "{\"max_daily_conversations_per_business\":" + written + "}"))
                    .as(written)
                    .containsExactly(new InboundEvent.LimitChanged(2000, AT));
        }
        for (String written : List.of("-1", "\"TIER_UNLIMITED\"")) {
            assertThat(change("phone_number_quality_update", "{\"current_limit\":" + written + "}"))
                    .as(written)
                    .containsExactly(new InboundEvent.LimitChanged(MessagingLimit.UNLIMITED, AT));
        }
        assertThat(change("business_capability_update", "{\"max_daily_conversations_per_business\":\"lots\"}"))
                .isEmpty();
        assertThat(change("business_capability_update", "{\"max_phone_numbers_per_waba\":20}"))
                .isEmpty();
    }

    @Test
    void an_account_is_restricted_for_a_time_or_until_it_is_reinstated() throws Exception {
        assertThat(
                        change(
                                "account_update",
                                "{\"event\":\"ACCOUNT_RESTRICTION\",\"restriction_info\":"
                                        + "[{\"restriction_type\":\"RESTRICTED_BIZ_INITIATED_MESSAGING\",\"expiration\":1763800000}]}"))
                .containsExactly(new InboundEvent.AccountChanged(
                        true, "RESTRICTED_BIZ_INITIATED_MESSAGING", Instant.ofEpochSecond(1_763_800_000), AT));
        assertThat(change(
                        "account_update",
                        "{\"event\":\"DISABLED_UPDATE\",\"ban_info\":{\"waba_ban_state\":\"REINSTATE\"}}"))
                .containsExactly(new InboundEvent.AccountChanged(false, "REINSTATE", null, AT));
        assertThat(change("account_update", "{\"event\":\"VOLUME_BASED_PRICING_TIER_UPDATE\"}"))
                .isEmpty();
    }

    @Test
    void a_template_is_paused_reinstated_and_moved() throws Exception {
        String named = "\"message_template_name\":\"sale\",\"message_template_language\":\"en\"";
        assertThat(change("message_template_status_update", "{\"event\":\"PAUSED\"," + named + "}"))
                .containsExactly(new InboundEvent.TemplateChanged("sale", "en", false, "PAUSED", AT));
        assertThat(change("message_template_status_update", "{\"event\":\"REINSTATED\"," + named + "}"))
                .containsExactly(new InboundEvent.TemplateChanged("sale", "en", true, "REINSTATED", AT));
        assertThat(change(
                        "template_category_update",
                        "{\"previous_category\":\"UTILITY\",\"new_category\":\"MARKETING\"," + named + "}"))
                .containsExactly(new InboundEvent.TemplateMoved("sale", "en", Category.MARKETING, AT));
        assertThat(change(
                        "template_category_update",
                        "{\"correct_category\":\"MARKETING\",\"new_category\":\"UTILITY\"," + named + "}"))
                .as("only announced")
                .isEmpty();
    }

    private static List<InboundEvent> change(String field, String value) throws MetaWebhook.UnreadableException {
        return MetaWebhook.read(bytes("{\"entry\":[{\"time\":" + AT.getEpochSecond() + ",\"changes\":[{\"field\":\""
                        + field + "\",\"value\":" + value + "}]}]}"))
                .events();
    }

    private static MetaWebhook messages(String message) throws MetaWebhook.UnreadableException {
        return MetaWebhook.read(bytes("{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":"
                + "{\"metadata\":{\"phone_number_id\":\"100000000000001\"},\"messages\":[" + message + "]}}]}]}"));
    }

    private static MetaWebhook statuses(String status) throws MetaWebhook.UnreadableException {
        return MetaWebhook.read(bytes(
                "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"statuses\":[" + status + "]}}]}]}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.assent.core.consent;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.webFormEvidence;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OptInPolicyTest {

    private final OptInPolicy policy = new OptInPolicy(PolicyProfile.read("current"), ACME);
    private final OptInPolicy strict = new OptInPolicy(PolicyProfile.read("strict-third-party"), ACME);

    @Test
    void the_minimum_of_a_web_form_is_accepted() {
        assertThat(violations(OptInMethod.WEB_FORM, Map.of())).isEmpty();
    }

    @Test
    void each_missing_field_names_its_rule() {
        Map<String, String> ruleByField = Map.of(
                "businessName", "B1",
                "wording", "B5",
                "wordingVersion", "B5",
                "language", "B5",
                "activeAct", "B6",
                "conditionOfPurchase", "B7",
                "sourceUrl", "B8");
        ruleByField.forEach((field, rule) -> assertThat(violations(OptInMethod.WEB_FORM, Map.of(field, "")))
                .extracting(Violation::rule, Violation::field)
                .as(field)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(rule, "evidence." + field)));
    }

    @Test
    void consent_to_another_business_does_not_count() {
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("businessName", "Other Ltd")))
                .containsExactly("B1");
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("businessName", " acme ")))
                .isEmpty();
    }

    @Test
    void consent_for_another_channel_does_not_carry_over() {
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("channels", "SMS"))).containsExactly("B2");
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("channels", "WHATSAPP"))).isEmpty();
    }

    @Test
    void one_checkbox_does_not_cover_several_channels() {
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("channels", "WHATSAPP,SMS")))
                .containsExactly("B3");
    }

    @Test
    void a_condition_of_purchase_is_no_consent() {
        assertThat(rules(OptInMethod.CHECKOUT, Map.of("conditionOfPurchase", "true")))
                .containsExactly("B7");
    }

    @Test
    void the_act_fits_the_method() {
        assertThat(rules(OptInMethod.WEB_FORM, Map.of("activeAct", "PRE_TICKED")))
                .containsExactly("B6");
        assertThat(rules(OptInMethod.IVR, Map.of("activeAct", "KEY_PRESSED", "callId", "call-1")))
                .isEmpty();
        assertThat(rules(OptInMethod.IVR, Map.of("callId", "call-1"))).containsExactly("B6");
    }

    @Test
    void every_method_has_an_evidence_shape_that_is_accepted_and_none_without_it() {
        for (OptInMethod method : OptInMethod.values()) {
            Map<String, String> bare = new HashMap<>();
            bare.put("activeAct", "NOTHING");
            bare.put("sourceUrl", "");
            assertThat(rules(method, bare)).as(method.name()).contains("B6").hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void a_list_without_documents_is_a_bought_list() {
        assertThat(rules(OptInMethod.IMPORT, Map.of())).containsExactly("I1");
    }

    @Test
    void an_unknown_topic_brand_or_future_time_names_the_field() {
        var evidence = webFormEvidence();
        var optIn = new ConsentFact.OptIn(
                "1", NOW.plusSeconds(121), "r", "Bolt", Set.of("gossip"), OptInMethod.WEB_FORM, evidence, null);

        assertThat(policy.violations(optIn, NOW))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("topics", "brand", "capturedAt");
    }

    @Test
    void at_least_one_topic_is_chosen() {
        var optIn =
                new ConsentFact.OptIn("1", NOW, "r", "Acme", Set.of(), OptInMethod.WEB_FORM, webFormEvidence(), null);

        assertThat(policy.violations(optIn, NOW)).extracting(Violation::rule).containsExactly("B4");
    }

    @Test
    void the_old_policy_wants_whatsapp_named_and_the_number_confirmed() {
        var inChat = optIn(
                OptInMethod.IN_CHAT,
                Map.of("activeAct", "REPLIED_YES", "wamid", "wamid.1", "wording", "Receive offers"));

        assertThat(policy.violations(inChat, NOW)).isEmpty();
        assertThat(strict.violations(inChat, NOW))
                .extracting(Violation::rule)
                .containsExactlyInAnyOrder("A2", "B2", "B6");
    }

    @Test
    void evidence_prints_its_field_names_only() {
        assertThat(webFormEvidence().toString()).contains("sourceUrl").doesNotContain("shop.example");
    }

    private List<String> rules(OptInMethod method, Map<String, String> changes) {
        return violations(method, changes).stream().map(Violation::rule).toList();
    }

    private List<Violation> violations(OptInMethod method, Map<String, String> changes) {
        return policy.violations(optIn(method, changes), NOW);
    }

    private static ConsentFact.OptIn optIn(OptInMethod method, Map<String, String> changes) {
        Map<String, String> fields = new HashMap<>(webFormEvidence().fields());
        fields.putAll(changes);
        return new ConsentFact.OptIn("1", NOW, "r", "Acme", Set.of("offers"), method, Evidence.of(fields), null);
    }
}

package dev.assent.core.send;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.stop;
import static dev.assent.testing.Fixtures.template;
import static dev.assent.testing.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Ledger;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.control.Controls;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Claim;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.Sends;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SendRulesTest {

    private static final PersonId KIM = new PersonId("p-kim");
    private static final MessageId ID = new MessageId("m-1");
    private static final Instant BEFORE = NOW.minusSeconds(3600);

    private PersonState kim = PersonState.unknown(KIM, contact(1));
    private Headroom headroom = new Headroom.Place(Buckets.at(NOW));
    private Headroom pacing = Headroom.ROOM;
    private Controls controls = Controls.FREE;
    private SendMode mode = SendMode.LIVE;
    private Etiquette etiquette = Etiquette.NONE;

    @Test
    void marketing_needs_an_opt_in_to_its_topic() {
        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.NO_OPT_IN));

        given(optIn("1", BEFORE, "newsletter"));
        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.TOPIC_NOT_CHOSEN));

        given(optIn("2", BEFORE, "offers"));
        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void after_a_stop_every_template_is_denied_even_inside_the_window() {
        given(optIn("1", BEFORE, "offers", "order-updates"), stop("2", BEFORE.plusSeconds(1)));
        kim = kim.wroteTo(NUMBER, NOW);

        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.OPTED_OUT));
        assertThat(decide(template(ID, KIM, "order_shipped", Category.UTILITY, "order-updates")))
                .isEqualTo(denied(Reason.OPTED_OUT));
    }

    @Test
    void writing_in_is_not_an_opt_in() {
        kim = kim.wroteTo(NUMBER, NOW);

        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.NO_OPT_IN));
        assertThat(decide(text(ID, KIM))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void a_code_needs_any_opt_in_and_after_a_stop_a_request() {
        OutboundMessage code = template(ID, KIM, "login_code", Category.AUTHENTICATION, "login");
        assertThat(decide(code)).isEqualTo(denied(Reason.NO_OPT_IN));

        given(optIn("1", BEFORE, "offers"));
        assertThat(decide(code)).isEqualTo(new SendDecision.Allowed());

        given(stop("2", BEFORE.plusSeconds(1)));
        assertThat(decide(code)).isEqualTo(denied(Reason.OPTED_OUT));
        assertThat(decide(requested(code, BEFORE.plusSeconds(1)))).isEqualTo(denied(Reason.OPTED_OUT));
        assertThat(decide(requested(code, BEFORE.plusSeconds(2)))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void free_form_is_permitted_until_a_minute_before_the_window_closes() {
        assertThat(decide(text(ID, KIM))).isEqualTo(denied(Reason.WINDOW_CLOSED));
        Instant lastMoment = NOW.plus(Duration.ofHours(24)).minusSeconds(60);
        kim = kim.wroteTo(NUMBER, NOW).wroteTo(NUMBER, BEFORE);

        assertThat(decide(text(ID, KIM), lastMoment.minusMillis(1))).isEqualTo(new SendDecision.Allowed());
        assertThat(decide(text(ID, KIM), lastMoment)).isEqualTo(denied(Reason.WINDOW_CLOSED));
        assertThat(decide(text(ID, KIM), lastMoment.plusMillis(1))).isEqualTo(denied(Reason.WINDOW_CLOSED));
    }

    @Test
    void after_a_stop_free_form_only_answers_what_was_written_since() {
        given(stop("1", BEFORE));
        kim = kim.wroteTo(NUMBER, BEFORE);
        assertThat(decide(text(ID, KIM))).isEqualTo(denied(Reason.OPTED_OUT));

        kim = kim.wroteTo(NUMBER, BEFORE.plusSeconds(1));
        assertThat(decide(text(ID, KIM))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void a_stop_is_confirmed_once() {
        given(stop("1", BEFORE));
        kim = kim.wroteTo(NUMBER, BEFORE);
        OutboundMessage confirmation = confirming(BEFORE);
        assertThat(decide(confirmation)).isEqualTo(new SendDecision.Allowed());
        assertThat(decide(confirming(BEFORE.minusSeconds(9)))).isEqualTo(denied(Reason.CANCELLED));

        kim = claimed("m-0", BEFORE, "other", null, BEFORE);
        assertThat(decide(confirmation)).isEqualTo(denied(Reason.DUPLICATE));
    }

    @Test
    void broken_content_and_late_messages_are_denied_first() {
        assertThat(decide(with(new MessageContent.Text(" ")))).isEqualTo(denied(Reason.INVALID_CONTENT));
        assertThat(decide(with(new MessageContent.Text("x".repeat(4097))))).isEqualTo(denied(Reason.INVALID_CONTENT));
        assertThat(decide(with(new MessageContent.Template(
                        "summer_sale", "en", Category.MARKETING, "offers", List.of("a", "b")))))
                .isEqualTo(denied(Reason.INVALID_CONTENT));
        assertThat(decide(with(
                        new MessageContent.Template("summer_sale", "en", Category.MARKETING, "offers", List.of(" ")))))
                .isEqualTo(denied(Reason.INVALID_CONTENT));
        OutboundMessage late = new OutboundMessage(
                ID,
                1,
                KIM,
                NUMBER,
                "Acme",
                offer(ID, KIM).content(),
                OutboundMessage.Priority.BULK,
                NOW.minusMillis(1),
                null,
                null);
        assertThat(decide(late)).isEqualTo(denied(Reason.EXPIRED));
    }

    @Test
    void somebody_who_cannot_be_reached_is_not_tried() {
        kim = new PersonState(
                KIM,
                null,
                null,
                kim.consent(),
                kim.windows(),
                kim.sends(),
                kim.circumstances(),
                null,
                Ledger.Head.EMPTY,
                1);
        given(optIn("1", BEFORE, "offers"));

        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.IDENTITY_CHANGED));
    }

    @Test
    void outside_production_only_test_numbers_are_reached() {
        given(optIn("1", BEFORE, "offers"));
        mode = new SendMode(SendMode.Kind.ALLOWLIST, Set.of());
        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.NOT_ON_ALLOWLIST));

        mode = new SendMode(
                SendMode.Kind.ALLOWLIST,
                Set.of(java.util.Objects.requireNonNull(contact(1).phone())));
        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Allowed());

        mode = new SendMode(SendMode.Kind.DRY_RUN, Set.of());
        assertThat(decide(offer(ID, KIM))).isEqualTo(denied(Reason.DRY_RUN));
    }

    @Test
    void a_test_number_is_reached_in_whichever_way_it_is_written() {
        kim = PersonState.unknown(KIM, Contact.of(new PhoneNumber("+551187654321")));
        given(optIn("1", BEFORE, "offers"));
        mode = new SendMode(SendMode.Kind.ALLOWLIST, Set.of(new PhoneNumber("+5511987654321")));

        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void a_template_that_became_marketing_needs_the_consent_of_that() {
        given(optIn("1", BEFORE, "order-updates"), marketingStop());
        var order = template(ID, KIM, "order_shipped", Category.UTILITY, "order-updates");
        assertThat(decide(order)).isEqualTo(new SendDecision.Allowed());

        controls = controls.templateMoved("order_shipped", "en", Category.MARKETING, NOW);
        assertThat(decide(order)).isEqualTo(denied(Reason.OPTED_OUT));
    }

    private static ConsentFact marketingStop() {
        return new ConsentFact.OptOut("platform", BEFORE, OptOutScope.MARKETING, OptOutMethod.PLATFORM, null);
    }

    @Test
    void the_messaging_limit_holds_back_new_people_outside_the_window_only() {
        given(optIn("1", BEFORE, "offers"));
        headroom = new Headroom.Exhausted(NOW.plusSeconds(99));
        assertThat(decide(offer(ID, KIM)))
                .isEqualTo(new SendDecision.Deferred(NOW.plusSeconds(99), Reason.MESSAGING_LIMIT_REACHED));

        PersonState counted = claimed("m-0", BEFORE, "other", new Charge(Buckets.at(NOW), null), null);
        PersonState writing = kim.wroteTo(NUMBER, NOW);
        kim = counted;
        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Allowed());
        kim = writing;
        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void of_several_deferrals_the_latest_counts() {
        given(optIn("1", BEFORE, "offers"));
        headroom = new Headroom.Exhausted(NOW.plusSeconds(99));
        kim = claimed("m-0", NOW, NUMBER, null, null);

        assertThat(decide(offer(ID, KIM)))
                .isEqualTo(new SendDecision.Deferred(NOW.plusSeconds(99), Reason.MESSAGING_LIMIT_REACHED));
    }

    @Test
    void one_person_gets_one_message_per_six_seconds() {
        given(optIn("1", BEFORE, "offers"));
        kim = claimed("m-0", NOW, NUMBER, null, null);

        assertThat(decide(offer(ID, KIM), NOW.plusMillis(5999)))
                .isEqualTo(new SendDecision.Deferred(NOW.plusSeconds(6), Reason.PAIR_RATE));
        assertThat(decide(offer(ID, KIM), NOW.plusSeconds(6))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void a_ninth_unsettled_claim_waits() {
        given(optIn("1", BEFORE, "offers"));
        for (int i = 0; i < 8; i++) {
            kim = claimed("m-x" + i, BEFORE, "other" + i, null, null);
        }

        assertThat(decide(offer(ID, KIM))).isEqualTo(new SendDecision.Deferred(NOW.plusSeconds(6), Reason.PAIR_RATE));
    }

    @Test
    void a_message_that_another_worker_claimed_waits_for_the_lease_but_a_new_attempt_does_not() {
        given(optIn("1", BEFORE, "offers"));
        kim = claimed(ID.value(), NOW, "other", null, null);

        assertThat(decide(offer(ID, KIM)))
                .isEqualTo(new SendDecision.Deferred(NOW.plus(Claim.LEASE), Reason.PAIR_RATE));
        assertThat(decide(offer(ID, KIM).nextAttempt())).isEqualTo(new SendDecision.Allowed());
        assertThat(decide(offer(ID, KIM), NOW.plus(Claim.LEASE))).isEqualTo(new SendDecision.Allowed());
    }

    @Test
    void callback_data_names_the_attempt_from_the_second_on() {
        assertThat(offer(ID, KIM).callbackData()).isEqualTo("m-1");
        assertThat(offer(ID, KIM).nextAttempt().callbackData()).isEqualTo("m-1.2");
        assertThat(offer(ID, KIM).isMarketing()).isTrue();
        assertThat(text(ID, KIM).isMarketing()).isFalse();
    }

    @Test
    void nothing_personal_is_printed() {
        assertThat(offer(ID, KIM).toString()).doesNotContain("Kim");
        assertThat(text(ID, KIM).toString()).doesNotContain("parcel");
    }

    private void given(ConsentFact... facts) {
        for (ConsentFact fact : facts) {
            kim = kim.after(fact, Ledger.Head.EMPTY, NOW);
        }
    }

    private SendDecision decide(OutboundMessage message) {
        return decide(message, NOW);
    }

    private SendDecision decide(OutboundMessage message, Instant now) {
        var facts = new SendFacts(message, kim, controls, headroom, pacing, Set.of());
        return Check.verdictOf(new SendRules(ACME, mode, etiquette).check(facts, now));
    }

    private PersonState claimed(
            String message, Instant at, String from, @Nullable Charge charge, @Nullable Instant confirms) {
        return kim.with(kim.sends()
                .with(new Sends.Mark(
                        new MessageId(message), new Claim(1, at), Set.of(), from, charge, true, confirms)));
    }

    private static SendDecision denied(Reason reason) {
        assertThat(reason.isDenial()).isTrue();
        return new SendDecision.Denied(reason);
    }

    private static OutboundMessage requested(OutboundMessage message, Instant at) {
        return new OutboundMessage(
                message.id(),
                1,
                message.to(),
                message.from(),
                message.brand(),
                message.content(),
                message.priority(),
                null,
                at,
                null);
    }

    private static OutboundMessage with(MessageContent content) {
        return new OutboundMessage(
                ID, 1, KIM, NUMBER, "Acme", content, OutboundMessage.Priority.BULK, null, null, null);
    }

    private static OutboundMessage confirming(Instant stop) {
        return new OutboundMessage(
                ID,
                1,
                KIM,
                NUMBER,
                "Acme",
                new MessageContent.Text("You are out."),
                OutboundMessage.Priority.HIGH,
                null,
                null,
                stop);
    }
}

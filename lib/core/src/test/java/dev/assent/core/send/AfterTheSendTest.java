package dev.assent.core.send;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static dev.assent.testing.Fixtures.code;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.plan;
import static dev.assent.testing.Fixtures.rules;
import static dev.assent.testing.Fixtures.stop;
import static dev.assent.testing.Fixtures.template;
import static dev.assent.testing.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Controls;
import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.MutableClock;
import dev.assent.testing.SteppedPace;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What follows from an answer, from none, and from statuses that come later. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AfterTheSendTest {

    private static final MessageId ID = new MessageId("m-1");

    private final MutableClock clock = MutableClock.startingAt(NOW.toString());
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryMessages messages = new InMemoryMessages();
    private final InMemorySendQueues queues = new InMemorySendQueues();
    private final InMemoryDueItems dueItems = new InMemoryDueItems();
    private final Tools.Counters counters = counters(250);
    private final List<OutboundMessage> arrived = new ArrayList<>();
    private final PersonId kim = agreed();
    private SendResult answer = new SendResult.Accepted("wamid.1");

    private final Tools tools = new Tools(
            new Gate(people, messages, rules()),
            messages,
            (message, _) -> () -> {
                arrived.add(message);
                return answer;
            },
            new Later(queues, dueItems),
            counters,
            plan(new SendRate(80, 0)),
            new SteppedPace(clock),
            new Random(5));

    @Test
    void an_order_whose_fate_is_unknown_is_sent_once_more_after_fifteen_minutes_while_webhooks_flow() throws Exception {
        answer = new SendResult.Unclear("timeout");
        send(order());
        clock.advance(Duration.ofMinutes(16));
        webhooksFlow();

        send(parked());
        assertThat(arrived).extracting(OutboundMessage::attempt).containsExactly(1, 2);
        assertThat(arrived.getLast().callbackData()).isEqualTo("m-1.2");

        clock.advance(Duration.ofMinutes(40));
        webhooksFlow();
        dueItems.due(clock.instant().plus(Duration.ofDays(1)), 10).forEach(it -> sendQuietly(it.message()));
        assertThat(arrived).as("once more, not again and again").hasSize(2);
    }

    @Test
    void a_template_that_whatsapp_made_marketing_is_not_sent_once_more() throws Exception {
        counters.controls()
                .change(
                        Tools.Counters.CONTROLS,
                        NOW,
                        it -> new Counter.Step<>(
                                it.templateMoved("order_shipped", "en", Category.MARKETING, NOW.minusSeconds(60)), 0));
        answer = new SendResult.Unclear("timeout");
        send(order());

        assertThat(arrived).hasSize(1);
        assertThat(dueItems.due(clock.instant().plus(Duration.ofDays(1)), 10)).isEmpty();
        assertThat(queues.takeAll()).isEmpty();
    }

    @Test
    void silence_of_everything_says_nothing_about_one_message() throws Exception {
        answer = new SendResult.Unclear("timeout");
        send(order());
        clock.advance(Duration.ofMinutes(16));

        send(parked());

        assertThat(arrived).hasSize(1);
        assertThat(queues.takeAll()).as("asked about again").hasSize(1);
    }

    @Test
    void what_was_settled_meanwhile_is_not_sent_again() throws Exception {
        answer = new SendResult.Unclear("timeout");
        send(order());
        messages.reported(ID, MessageState.DELIVERED, "wamid.1", null);
        clock.advance(Duration.ofMinutes(16));
        webhooksFlow();

        send(parked());

        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_code_is_sent_once_more_after_half_a_minute_but_not_when_it_is_worthless() throws Exception {
        answer = new SendResult.Unclear("timeout");
        send(code(ID, kim));
        OutboundMessage again = queues.takeAll().getFirst().message();
        clock.advance(Duration.ofSeconds(31));
        webhooksFlow();

        send(again);
        assertThat(arrived).hasSize(2);

        var late = code(new MessageId("m-2"), kim);
        clock.advance(Duration.ofSeconds(10));
        send(late);
        clock.advance(Duration.ofMinutes(11));
        webhooksFlow();
        queues.takeAll().forEach(it -> sendQuietly(it.message()));
        assertThat(arrived).hasSize(3);
    }

    @Test
    void a_worker_that_died_after_the_mark_leaves_an_order_that_is_asked_about_when_its_lease_ends() throws Exception {
        messages.startSending(order(), NOW.plus(Claim.LEASE), Map.of());
        clock.advance(Duration.ofSeconds(90));

        send(order());
        assertThat(arrived).isEmpty();
        clock.advance(Duration.ofMinutes(15));
        webhooksFlow();
        send(parked());

        assertThat(arrived).extracting(OutboundMessage::attempt).containsExactly(2);
    }

    @Test
    void a_second_sending_that_the_rules_refuse_leaves_the_fate_of_the_first_open() throws Exception {
        messages.startSending(order(), NOW.plus(Claim.LEASE), Map.of());
        clock.advance(Duration.ofMinutes(20));
        webhooksFlow();
        consent().record(contact(1), stop("stop", clock.instant()), null, clock.instant());

        send(order().nextAttempt());
        assertThat(arrived).isEmpty();
        assertThat(record().state()).as("not WITHHELD").isEqualTo(MessageState.UNKNOWN);

        messages.reported(ID, MessageState.DELIVERED, "wamid.1", null);
        assertThat(record().state()).isEqualTo(MessageState.DELIVERED);
    }

    @Test
    void a_second_sending_that_the_provider_puts_off_is_not_followed_by_a_third() throws Exception {
        answer = new SendResult.Unclear("timeout");
        send(order());
        clock.advance(Duration.ofMinutes(16));
        webhooksFlow();
        answer = new SendResult.TryLater(131056, Reason.PAIR_RATE, Duration.ofSeconds(60), SendResult.Holds.MESSAGE);
        send(parked());

        assertThat(arrived).hasSize(2);
        assertThat(record().state()).isEqualTo(MessageState.UNKNOWN);
        assertThat(queues.takeAll()).isEmpty();
        assertThat(used()).as("the first one may have reached them").isEqualTo(1);
    }

    @Test
    void whoever_was_not_reached_does_not_count() throws Exception {
        answer = new SendResult.Refused(131026);
        send(offer(ID, kim));

        assertThat(used()).isZero();
        assertThat(people.find(kim).orElseThrow().sends().charge()).isNull();
    }

    @Test
    void a_later_failure_gives_the_place_back_unless_a_second_message_rode_on_it() throws Exception {
        send(offer(ID, kim));
        report(ID, MessageState.FAILED, Duration.ofSeconds(5));
        assertThat(used()).isZero();

        send(offer(new MessageId("m-2"), kim));
        clock.advance(Duration.ofSeconds(7));
        send(offer(new MessageId("m-3"), kim));
        report(new MessageId("m-2"), MessageState.FAILED, Duration.ofSeconds(20));
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void somebody_whom_a_message_reaches_hours_later_counts_from_then_on() throws Exception {
        send(offer(ID, kim));

        report(ID, MessageState.DELIVERED, Duration.ofHours(3));

        assertThat(used()).isEqualTo(1);
        assertThat(java.util.Objects.requireNonNull(
                                people.find(kim).orElseThrow().sends().charge())
                        .bucket())
                .isEqualTo(Buckets.at(NOW.plus(Duration.ofHours(3))));
        assertThat(limit().people().byBucket()).containsOnlyKeys(Buckets.at(NOW.plus(Duration.ofHours(3))));
    }

    @Test
    void a_person_whom_the_provider_leaves_alone_cools_off_and_after_three_tries_it_has_failed() throws Exception {
        answer = new SendResult.TryLater(
                131049, Reason.RECIPIENT_COOL_OFF, Duration.ofHours(24), SendResult.Holds.PERSON);
        OutboundMessage next = offer(ID, kim);
        for (int attempt = 1; attempt <= 3; attempt++) {
            send(next);
            next = next.nextAttempt();
            clock.advance(Duration.ofDays(4));
        }

        assertThat(arrived).hasSize(3);
        assertThat(record().state()).isEqualTo(MessageState.FAILED);
        assertThat(record().errorCode()).isEqualTo(131049);
    }

    @Test
    void a_held_account_holds_everything_that_comes_after() throws Exception {
        answer = new SendResult.TryLater(
                131031, Reason.ACCOUNT_RESTRICTED, Duration.ofHours(1), SendResult.Holds.ACCOUNT);
        send(offer(ID, kim));
        clock.advance(Duration.ofSeconds(10));
        send(offer(new MessageId("m-2"), kim));

        assertThat(arrived).hasSize(1);
        assertThat(messages.find(new MessageId("m-2")).orElseThrow().reason()).isEqualTo(Reason.ACCOUNT_RESTRICTED);
    }

    @Test
    void a_held_number_and_template_hold_theirs() throws Exception {
        answer = new SendResult.TryLater(131048, Reason.NUMBER_PAUSED, Duration.ofHours(1), SendResult.Holds.NUMBER);
        send(offer(ID, kim));
        answer =
                new SendResult.TryLater(132015, Reason.TEMPLATE_PAUSED, Duration.ofHours(1), SendResult.Holds.TEMPLATE);
        clock.advance(Duration.ofHours(2));
        send(offer(new MessageId("m-2"), kim));
        clock.advance(Duration.ofSeconds(10));
        send(offer(new MessageId("m-3"), kim));

        assertThat(arrived).hasSize(2);
        assertThat(messages.find(new MessageId("m-3")).orElseThrow().reason()).isEqualTo(Reason.TEMPLATE_PAUSED);
    }

    @Test
    void a_reply_that_finds_the_window_closed_becomes_its_fallback() throws Exception {
        var fallback =
                new MessageContent.Template("order_shipped", "en", Category.UTILITY, "order-updates", List.of("Kim"));
        var reply = text(ID, kim);
        var withFallback = new OutboundMessage(
                ID, 1, kim, NUMBER, "Acme", reply.content(), reply.priority(), null, null, null, fallback);

        send(withFallback);
        assertThat(arrived).extracting(OutboundMessage::content).containsExactly(fallback);

        // The provider says so although we believe it open.
        consent().opened(contact(1), new RecordConsent.Wrote(NUMBER, clock.instant()), clock.instant());
        clock.advance(Duration.ofSeconds(7));
        answer = new SendResult.Refused(131047);
        var second = new OutboundMessage(
                new MessageId("m-2"),
                1,
                kim,
                NUMBER,
                "Acme",
                reply.content(),
                reply.priority(),
                null,
                null,
                null,
                fallback);
        send(second);
        answer = new SendResult.Accepted("wamid.2");
        clock.advance(Duration.ofSeconds(7));
        queues.takeAll().forEach(it -> sendQuietly(it.message()));

        assertThat(arrived.getLast().content()).isEqualTo(fallback);
        assertThat(people.find(kim).orElseThrow().window(NUMBER)).isEmpty();
    }

    @Test
    void a_dead_letter_is_tried_a_last_time_alone() throws InterruptedException {
        new DeadLetters(tools).settle(offer(ID, kim), 1, NOW.plusSeconds(4));

        assertThat(record().state()).isEqualTo(MessageState.SENT);
        assertThat(arrived).hasSize(1);
    }

    @Test
    void a_dead_letter_that_fails_alone_too_has_failed_and_one_that_may_have_left_is_unknown()
            throws InterruptedException {
        var dead = new DeadLetters(tools);
        dead.settle(offer(ID, kim), 41, NOW.plusSeconds(4));
        assertThat(record().state()).isEqualTo(MessageState.FAILED);

        var left = offer(new MessageId("m-2"), kim);
        messages.startSending(left, NOW.minusSeconds(1), Map.of());
        dead.settle(left, 41, NOW.plusSeconds(4));
        assertThat(messages.find(left.id()).orElseThrow().doubt(NOW)).contains(MessageRecord.Doubt.WORKER_ENDED);
        assertThat(arrived).isEmpty();

        dead.settleUnreadable("abc");
        assertThat(messages.find(new MessageId("dead-abc")).orElseThrow().reason())
                .isEqualTo(Reason.INVALID_CONTENT);
    }

    @Test
    void a_dead_letter_whose_worker_died_with_its_claim_waits_for_the_end_of_the_claim() throws Exception {
        var dead = new DeadLetters(tools);
        OutboundMessage message = offer(ID, kim);
        claimedByAWorkerThatDied(message);

        assertThat(dead.settle(message, 6, NOW.plusSeconds(4))).isFalse();
        clock.advance(Claim.LEASE.plusSeconds(1));
        assertThat(dead.settle(message, 7, clock.instant().plusSeconds(4))).isTrue();

        assertThat(record().state()).isEqualTo(MessageState.SENT);
    }

    private void claimedByAWorkerThatDied(OutboundMessage message) {
        Gate gate = new Gate(people, messages, rules());
        var look = gate.look(List.of(message), NOW).getFirst();
        var pass = gate.claim(
                look,
                Controls.FREE,
                new Headroom.Place(Buckets.at(NOW)),
                Headroom.ROOM,
                new Gate.Attempt("gone", NOW, NOW));
        assertThat(pass).isInstanceOf(Gate.Pass.Claimed.class);
    }

    @Test
    void the_places_of_a_dead_worker_come_back_but_for_those_whom_it_claimed() throws Exception {
        send(offer(ID, kim));
        long bucket = Buckets.at(NOW);
        counters.limit()
                .change(
                        PORTFOLIO,
                        NOW,
                        it -> new Counter.Step<>(
                                it.counted(bucket).hold("dead.0", List.of(new PersonId("p-x")), NOW), bucket));
        assertThat(used()).isEqualTo(3);
        clock.advance(Duration.ofMinutes(2));

        new AbandonedPlaces(counters.limit(), people, PORTFOLIO).reclaim(clock.instant());

        assertThat(used()).isEqualTo(2);
        assertThat(limit().holds()).isEmpty();
    }

    @Test
    void who_waits_for_the_limit_goes_on_when_it_rises() throws Exception {
        counters.limit().change(PORTFOLIO, NOW, it -> new Counter.Step<>(it.changed(0, NOW), 0));
        send(offer(ID, kim));
        assertThat(record().reason()).isEqualTo(Reason.MESSAGING_LIMIT_REACHED);
        var room = new WaitingRoom(
                dueItems, queues, counters, new AbandonedPlaces(counters.limit(), people, PORTFOLIO), PORTFOLIO, clock);
        room.handOnWithinLimit();
        assertThat(queues.takeAll()).isEmpty();

        counters.limit().change(PORTFOLIO, NOW, it -> new Counter.Step<>(it.changed(10, NOW.plusSeconds(1)), 0));
        room.handOnWithinLimit();
        queues.takeAll().forEach(it -> sendQuietly(it.message()));

        assertThat(arrived).hasSize(1);
    }

    private void report(MessageId id, MessageState state, Duration after) {
        var record = messages.reported(id, state, "wamid", state == MessageState.FAILED ? 131026 : null)
                .orElseThrow();
        new StatusNews(people, counters.limit(), PORTFOLIO).heard(record, state, NOW.plus(after), NOW.plus(after));
    }

    private dev.assent.core.limit.MessagingLimit limit() {
        return counters.limit().read(PORTFOLIO, clock.instant(), Duration.ZERO);
    }

    private long used() {
        return limit().used(clock.instant());
    }

    private MessageRecord record() {
        return messages.find(ID).orElseThrow();
    }

    private OutboundMessage order() {
        return template(ID, kim, "order_shipped", Category.UTILITY, "order-updates");
    }

    private OutboundMessage parked() {
        var due = dueItems.due(clock.instant().plus(Duration.ofMinutes(1)), 10);
        dueItems.remove(due);
        return due.getFirst().message();
    }

    private void webhooksFlow() {
        counters.webhooks()
                .change(NUMBER, clock.instant(), _ -> new Counter.Step<>(new WebhookFlow(clock.instant()), 0));
    }

    private void send(OutboundMessage message) throws InterruptedException {
        assertThat(new SendWorker(tools).send(List.of(message), clock.instant().plusSeconds(4)))
                .isEqualTo(Set.of());
    }

    private void sendQuietly(OutboundMessage message) {
        try {
            send(message);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RecordConsent consent() {
        return new RecordConsent(people, IDENTITY_KEY, new Random(3));
    }

    private PersonId agreed() {
        var fact = optIn("in", NOW.minusSeconds(60), "offers", "order-updates", "login");
        return ((RecordConsent.Result.Recorded) consent().record(contact(1), fact, null, NOW))
                .person()
                .id();
    }
}

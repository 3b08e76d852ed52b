package dev.assent.core.send;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.plan;
import static dev.assent.testing.Fixtures.rules;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Controls;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.person.Claim;
import dev.assent.core.person.People;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.MutableClock;
import dev.assent.testing.SteppedPace;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SendWorkerTest {

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryMessages messages = new InMemoryMessages();
    private final InMemorySendQueues queues = new InMemorySendQueues();
    private final InMemoryDueItems dueItems = new InMemoryDueItems();
    private final Queue<OutboundMessage> arrived = new ConcurrentLinkedQueue<>();
    private final RecordConsent consent = new RecordConsent(people, IDENTITY_KEY, new Random(3));
    private Tools.Counters counters = counters(100_000);
    private PacingProfile pacing = PacingProfile.NONE;
    private Bsp bsp = (message, _) -> () -> {
        arrived.add(message);
        return new SendResult.Accepted("wamid." + message.id().value());
    };

    @Test
    void everyone_who_agreed_gets_the_message_once_and_nobody_else() throws Exception {
        List<OutboundMessage> batch = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batch.add(offer(MessageId.ofCampaignRow("c-1", i), agreed(i)));
        }
        PersonId gone = batch.get(7).to();
        consent.record(contact(7), stop("s", NOW), null, NOW);
        batch.addAll(List.copyOf(batch.subList(0, 10)));

        assertThat(send(batch)).isEmpty();

        assertThat(arrived).hasSize(29).doesNotHaveDuplicates().noneMatch(it -> it.to()
                .equals(gone));
        assertThat(state(batch.get(7).id())).isEqualTo(MessageState.WITHHELD);
        assertThat(messages.find(batch.get(7).id()).orElseThrow().reason()).isEqualTo(Reason.OPTED_OUT);
        assertThat(state(batch.get(8).id())).isEqualTo(MessageState.SENT);
        assertThat(messages.find(batch.get(8).id()).orElseThrow().decision())
                .containsEntry("wordingVersion", "2026-01")
                .containsKey("messagingLimitBucket");
    }

    @Test
    void what_is_sending_or_has_an_outcome_is_dropped_on_redelivery() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        messages.startSending(message, NOW.plus(Claim.LEASE), Map.of());

        send(List.of(message));

        assertThat(arrived).isEmpty();
    }

    @Test
    void an_unclear_answer_is_never_repeated() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        bsp = (sent, _) -> () -> {
            arrived.add(sent);
            return new SendResult.Unclear("timeout");
        };

        send(List.of(message));
        clock.advance(Duration.ofHours(1));
        send(List.of(message));

        assertThat(arrived).hasSize(1);
        assertThat(state(message.id())).isEqualTo(MessageState.UNKNOWN);
    }

    @Test
    void a_copy_of_an_attempt_that_ended_waits_as_the_next_one_and_is_sent_once() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        bsp = (_, _) -> () ->
                new SendResult.TryLater(130429, Reason.PACING, Duration.ofSeconds(7), SendResult.Holds.THROUGHPUT);
        send(List.of(message));
        bsp = (sent, _) -> () -> {
            arrived.add(sent);
            return new SendResult.Accepted("wamid.1");
        };
        List<OutboundMessage> next = queues.takeAll().stream()
                .map(InMemorySendQueues.Queued::message)
                .toList();

        send(List.of(message));
        assertThat(arrived).as("not before its time").isEmpty();
        clock.advance(Duration.ofSeconds(8));
        send(List.of(next.getFirst(), message));
        send(queues.takeAll().stream().map(InMemorySendQueues.Queued::message).toList());

        assertThat(arrived).extracting(OutboundMessage::attempt).containsExactly(2);
        assertThat(state(message.id())).isEqualTo(MessageState.SENT);
    }

    @Test
    void what_certainly_did_not_leave_is_tried_again() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        bsp = (_, _) -> {
            throw new IllegalStateException("The secret can't be read");
        };
        send(List.of(message));
        assertThat(messages.find(message.id()).orElseThrow().decision()).containsEntry("provider", "not reached");
        bsp = (sent, _) -> () -> {
            arrived.add(sent);
            return new SendResult.Accepted("wamid.1");
        };

        clock.advance(Duration.ofSeconds(7));
        send(List.of(queues.takeAll().getFirst().message()));

        assertThat(arrived).extracting(OutboundMessage::attempt).containsExactly(2);
        assertThat(state(message.id())).isEqualTo(MessageState.SENT);
        assertThat(counters.limit()
                        .read(PORTFOLIO, clock.instant(), Duration.ZERO)
                        .used(clock.instant()))
                .isEqualTo(1);
    }

    @Test
    void a_refusal_is_final_and_keeps_its_code() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        bsp = (_, _) -> () -> new SendResult.Refused(131026);

        send(List.of(message));

        assertThat(messages.find(message.id()).orElseThrow().errorCode()).isEqualTo(131026);
        assertThat(state(message.id())).isEqualTo(MessageState.FAILED);
    }

    @Test
    void too_fast_slows_the_number_down_and_tries_again_as_a_new_attempt() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), agreed(1));
        bsp = (_, _) -> () ->
                new SendResult.TryLater(130429, Reason.PACING, Duration.ofSeconds(7), SendResult.Holds.THROUGHPUT);
        send(List.of(message));
        assertThat(state(message.id())).isEqualTo(MessageState.DEFERRED);
        bsp = (sent, _) -> () -> {
            arrived.add(sent);
            return new SendResult.Accepted("wamid.1");
        };

        clock.advance(Duration.ofSeconds(8));
        send(List.of(queues.takeAll().getFirst().message()));

        assertThat(arrived).extracting(OutboundMessage::attempt).containsExactly(2);
        assertThat(state(message.id())).isEqualTo(MessageState.SENT);
    }

    @Test
    void beyond_the_messaging_limit_people_wait_until_a_place_comes_free() throws Exception {
        counters = counters(5);
        List<OutboundMessage> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            batch.add(offer(new MessageId("m-" + i), agreed(i)));
        }

        send(batch);

        assertThat(arrived).hasSize(5);
        assertThat(batch.stream().filter(it -> state(it.id()) == MessageState.DEFERRED))
                .hasSize(3);
        assertThat(dueItems.waiting(DueItems.Room.MESSAGING_LIMIT, clock.instant(), 10))
                .hasSize(3);
        assertThat(messages.find(batch.get(7).id()).orElseThrow().notBefore())
                .isBetween(
                        NOW.plus(Duration.ofHours(24)),
                        NOW.plus(Duration.ofHours(24).plusMinutes(7)));
    }

    @Test
    void places_that_were_not_needed_are_given_back() throws Exception {
        PersonId writing = agreed(1);
        consent.opened(contact(1), new RecordConsent.Wrote(NUMBER, NOW), NOW);

        send(List.of(offer(new MessageId("m-1"), writing)));

        assertThat(arrived).hasSize(1);
        assertThat(used()).isZero();
    }

    @Test
    void a_person_written_to_again_counts_once() throws Exception {
        PersonId kim = agreed(1);
        send(List.of(offer(new MessageId("m-1"), kim)));
        clock.advance(Duration.ofHours(2));
        send(List.of(offer(new MessageId("m-2"), kim)));

        assertThat(arrived).hasSize(2);
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void a_pacing_profile_is_kept_although_many_are_ready_at_once() throws Exception {
        pacing = new PacingProfile(null, List.of(), 2, null, null, Duration.ZERO, Duration.ZERO);
        List<OutboundMessage> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(offer(new MessageId("m-" + i), agreed(i)));
        }

        send(batch);

        assertThat(arrived).hasSize(2);
        assertThat(batch.stream()
                        .filter(it -> messages.find(it.id()).orElseThrow().reason() == Reason.PACING))
                .hasSize(18);
    }

    @Test
    void what_cannot_start_in_time_is_queued_again_not_given_back() throws Exception {
        List<OutboundMessage> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(offer(new MessageId("m-" + i), agreed(i)));
        }

        assertThat(worker(new SendRate(1, 0)).send(batch, NOW.plusSeconds(4))).isEmpty();

        int sent = arrived.size();
        // The stepped clock jumps for all threads at once, so some miss their slot and are queued again too.
        assertThat(sent).isBetween(1, 6);
        assertThat(queues.takeAll()).hasSize(20 - sent);
    }

    @Test
    void a_broken_store_is_reported_for_its_message_only() throws Exception {
        OutboundMessage fine = offer(new MessageId("m-1"), agreed(1));
        OutboundMessage doomed = offer(new MessageId("m-2"), agreed(2));
        bsp = (message, _) -> () -> {
            if (message.equals(doomed)) {
                throw new IllegalStateException("broken on purpose");
            }
            return new SendResult.Accepted("wamid.1");
        };

        Set<MessageId> broken = send(List.of(fine, doomed));

        assertThat(broken).containsExactly(doomed.id());
        assertThat(state(fine.id())).isEqualTo(MessageState.SENT);
        assertThat(state(doomed.id())).as("may have left").isEqualTo(MessageState.SENDING);
    }

    @Test
    void a_request_that_leaves_too_late_after_its_claim_asks_the_gate_again() throws Exception {
        PersonId kim = agreed(1);
        OutboundMessage message = offer(new MessageId("m-1"), kim);
        Pace stepped = new SteppedPace(clock);
        var stalled = new AtomicBoolean();
        SendWorker worker = new SendWorker(tools(new SendRate(80, 0), new Pace() {
            @Override
            public Instant now() {
                return stepped.now();
            }

            @Override
            public void until(Instant moment) throws InterruptedException {
                // The machine stalls between the claim and the slot, and a STOP comes in.
                if (messages.find(message.id()).isPresent() && stalled.compareAndSet(false, true)) {
                    consent.record(contact(1), stop("late", NOW.plusSeconds(1)), null, NOW.plusSeconds(1));
                    clock.advance(Duration.ofSeconds(2));
                }
                stepped.until(moment);
            }

            @Override
            public Work begin(Task task) {
                return stepped.begin(task);
            }
        }));

        worker.send(List.of(message), NOW.plusSeconds(30));

        assertThat(arrived).isEmpty();
        assertThat(state(message.id())).isEqualTo(MessageState.WITHHELD);
    }

    @Test
    void somebody_who_is_not_on_record_is_not_written_to() throws Exception {
        OutboundMessage message = offer(new MessageId("m-1"), new PersonId("p-nobody"));

        send(List.of(message));

        assertThat(messages.find(message.id()).orElseThrow().reason()).isEqualTo(Reason.NO_OPT_IN);
        assertThat(explain(message).checks()).isEmpty();
    }

    @Test
    void permission_checks_say_what_the_worker_does() throws Exception {
        PersonId kim = agreed(1);
        OutboundMessage message = offer(new MessageId("m-1"), kim);

        Gate.Verdict verdict = explain(message);

        assertThat(verdict.decision()).isEqualTo(new SendDecision.Allowed());
        assertThat(verdict.checks()).hasSize(21).allSatisfy(check -> assertThat(check.why())
                .endsWith("."));
        assertThat(people.find(kim).orElseThrow().sends().claims()).isEmpty();
    }

    @Test
    void claims_whose_messages_are_settled_are_forgotten() throws Exception {
        PersonId kim = agreed(1);
        for (int i = 0; i < 12; i++) {
            send(List.of(offer(new MessageId("m-" + i), kim)));
            clock.advance(Duration.ofSeconds(7));
        }

        assertThat(arrived).hasSize(12);
        assertThat(people.find(kim).orElseThrow().sends().claims()).hasSize(1);
    }

    @Test
    void a_person_whom_everybody_writes_at_once_is_put_off() {
        PersonId kim = agreed(1);
        People contended = new ContendedPeople(people);

        OutboundMessage message = offer(new MessageId("m-1"), kim);
        Gate gate = gate(contended);
        Gate.Look look = gate.look(List.of(message), NOW).getFirst();

        assertThat(gate.claim(look, Controls.FREE, Headroom.ROOM, Headroom.ROOM, new Gate.Attempt("w", NOW, NOW)))
                .isEqualTo(new Gate.Pass.Refused(
                        message, new SendDecision.Deferred(NOW.plusSeconds(1), Reason.PAIR_RATE)));
    }

    private PersonId agreed(int number) {
        var result = consent.record(contact(number), optIn("in" + number, NOW.minusSeconds(60), "offers"), null, NOW);
        return ((RecordConsent.Result.Recorded) result).person().id();
    }

    private MessageState state(MessageId id) {
        return messages.find(id).orElseThrow().state();
    }

    private Set<MessageId> send(List<OutboundMessage> batch) throws InterruptedException {
        return worker(new SendRate(80, 0)).send(batch, clock.instant().plusSeconds(30));
    }

    private SendWorker worker(SendRate rate) {
        return new SendWorker(tools(rate, new SteppedPace(clock)));
    }

    private Tools tools(SendRate rate, Pace pace) {
        return new Tools(
                gate(people),
                messages,
                (message, person) -> bsp.request(message, person),
                new Later(queues, dueItems),
                counters,
                new Tools.Plan(
                        PORTFOLIO, rate, Map.of(NUMBER, pacing), plan(rate).resends()),
                pace,
                new Random(11));
    }

    private Gate gate(People store) {
        return new Gate(store, messages, rules());
    }

    private Gate.Verdict explain(OutboundMessage message) {
        return gate(people).explain(message, Controls.FREE, Headroom.ROOM, Headroom.ROOM, NOW);
    }

    private long used() {
        return counters.limit().read(PORTFOLIO, clock.instant(), Duration.ZERO).used(clock.instant());
    }

    /** Somebody else always writes first. */
    private record ContendedPeople(People real) implements People {

        @Override
        public Map<dev.assent.core.contact.Alias, PersonId> behind(
                java.util.Collection<dev.assent.core.contact.Alias> aliases) {
            return real.behind(aliases);
        }

        @Override
        public java.util.Optional<dev.assent.core.person.PersonState> find(PersonId id) {
            return real.find(id);
        }

        @Override
        public Map<PersonId, dev.assent.core.person.PersonState> findAll(java.util.Collection<PersonId> ids) {
            return real.findAll(ids);
        }

        @Override
        public Write.OfState update(dev.assent.core.person.PersonState after) {
            return new Write.LostRace(java.util.Optional.empty());
        }

        @Override
        public Write record(Change change) {
            return new Write.LostRace(java.util.Optional.empty());
        }

        @Override
        public List<dev.assent.core.consent.LedgerRow> ledger(PersonId id) {
            return real.ledger(id);
        }
    }
}

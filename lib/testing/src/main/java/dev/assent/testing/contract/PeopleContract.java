package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.offer;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Ledger;
import dev.assent.core.consent.LedgerRow;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.control.Controls;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Circumstances;
import dev.assent.core.person.Claim;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.person.Sends;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Headroom;
import dev.assent.testing.Fixtures;
import dev.assent.testing.fake.InMemoryMessages;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of people must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class PeopleContract {

    private static final AtomicInteger NEXT_CONTACT = new AtomicInteger(1);
    private static final Random RANDOM = new Random(7);

    /** The store under test; contacts are fresh for each test, so it need not be empty. */
    protected abstract People people();

    /** How many people race in {@link #a_claim_and_a_stop_never_both_come_first()}. */
    protected int races() {
        return 50;
    }

    private final Contact someone = contact(NEXT_CONTACT.getAndIncrement());

    private RecordConsent recorder() {
        return new RecordConsent(people(), IDENTITY_KEY, RANDOM);
    }

    @Test
    public void a_recorded_person_is_found_again_by_every_alias_and_unchanged() {
        var both = new Contact(someone.phone(), new WhatsAppUserId("DE.1" + NEXT_CONTACT.getAndIncrement()));
        record(both, optIn("f1", NOW, "offers", "newsletter"));
        record(both, stop("f2", NOW.plusSeconds(5)));
        PersonState written = recorder().opened(both, new RecordConsent.Wrote(NUMBER, NOW.plusSeconds(9)), NOW);

        assertThat(people().behind(IDENTITY_KEY.aliasesOf(both)).values())
                .hasSize(2)
                .containsOnly(written.id());
        assertThat(people().find(written.id())).contains(written);
    }

    @Test
    public void a_claimed_person_is_read_back_with_all_that_the_claim_changed() {
        PersonState person = record(someone, optIn("f1", NOW, "offers"));
        var mark = new Sends.Mark(
                new MessageId("m-1"),
                new Claim(2, NOW),
                Set.of(),
                NUMBER,
                new Charge(5_940_000L, new MessageId("m-1")),
                true,
                NOW);
        PersonState claimed = person.with(person.sends().with(mark).coolingOffUntil(NOW.plusSeconds(7)))
                .with(new Circumstances(ZoneId.of("Europe/Berlin"), true, NOW, NOW.plusSeconds(8)))
                .movedTo(new PersonId("p-survivor"));

        var write = people().update(claimed);

        assertThat(write).isEqualTo(new People.Write.Written(claimed.atRev(person.rev() + 1)));
        assertThat(people().find(person.id())).contains(claimed.atRev(person.rev() + 1));
        assertThat(people().findAll(List.of(person.id(), new PersonId("p-nobody"))))
                .isEqualTo(Map.of(person.id(), claimed.atRev(person.rev() + 1)));
    }

    @Test
    public void a_second_alias_is_linked_to_the_person_who_is_known_already() {
        PersonState person = record(someone, optIn("f1", NOW, "offers"));
        var both = new Contact(someone.phone(), new WhatsAppUserId("DE.2" + NEXT_CONTACT.getAndIncrement()));

        recorder().opened(both, new RecordConsent.Wrote(NUMBER, NOW), NOW);

        assertThat(people().behind(IDENTITY_KEY.aliasesOf(new Contact(null, both.userId())))
                        .values())
                .containsExactly(person.id());
    }

    @Test
    public void two_people_behind_one_contact_learn_nothing_of_each_other_and_both_are_stopped() {
        var userId = new Contact(null, new WhatsAppUserId("DE.3" + NEXT_CONTACT.getAndIncrement()));
        PersonState byPhone = record(someone, optIn("f1", NOW, "offers"));
        PersonState byUserId = record(userId, optIn("f2", NOW, "offers"));
        var both = new Contact(someone.phone(), userId.userId());

        recorder().opened(both, new RecordConsent.Wrote(NUMBER, NOW), NOW);
        recorder().record(both, stop("f3", NOW.plusSeconds(1)), null, NOW);
        var optIn = recorder().record(both, optIn("f4", NOW.plusSeconds(2), "offers"), null, NOW);

        assertThat(optIn).isEqualTo(new RecordConsent.Result.TwoPeople());
        for (PersonState before : List.of(byPhone, byUserId)) {
            PersonState after = people().find(before.id()).orElseThrow();
            assertThat(after.phone()).isEqualTo(before.phone());
            assertThat(after.userId()).isEqualTo(before.userId());
            assertThat(after.window(NUMBER)).isPresent();
            assertThat(after.consent().stoppedEverythingAt("Acme")).contains(NOW.plusSeconds(1));
        }
    }

    @Test
    public void a_stale_write_changes_nothing_and_says_so() {
        PersonState read = record(someone, optIn("f1", NOW, "offers"));
        record(someone, stop("f2", NOW.plusSeconds(1)));

        var write = people().update(read.wroteTo(NUMBER, NOW));

        assertThat(write).isInstanceOf(People.Write.LostRace.class);
        assertThat(people().find(read.id()).orElseThrow().windows()).isEmpty();
    }

    @Test
    public void the_same_fact_is_recorded_once() {
        record(someone, optIn("f1", NOW, "offers"));

        var again = recorder().record(someone, optIn("f1", NOW, "offers"), null, NOW);

        var recorded = (RecordConsent.Result.Recorded) again;
        assertThat(recorded.firstTime()).isFalse();
        assertThat(people().ledger(recorded.person().id())).hasSize(1);
    }

    @Test
    public void the_ledger_keeps_every_fact_with_its_content_in_a_valid_chain() {
        var optIn = optIn("f1", NOW, "offers");
        record(someone, optIn);
        PersonState person = record(someone, stop("f2", NOW.plusSeconds(1)));

        List<LedgerRow> ledger = people().ledger(person.id());

        assertThat(ledger).extracting(LedgerRow::kind).containsExactly("OPT_IN", "OPT_OUT");
        assertThat(ledger.getFirst().content()).isEqualTo(optIn.content());
        assertThat(Ledger.verify(ledger, person.ledger())).isEmpty();
    }

    @Test
    public void sixteen_threads_write_facts_of_one_person_and_none_is_lost() throws Exception {
        List<Callable<Object>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String thread = "t" + i;
            writers.add(() -> {
                for (int fact = 0; fact < 4; fact++) {
                    String id = thread + "-" + fact;
                    record(someone, fact % 2 == 0 ? optIn(id, NOW.plusSeconds(fact), "offers") : stop(id, NOW));
                }
                return thread;
            });
        }

        runTogether(writers);

        PersonId person = people().behind(IDENTITY_KEY.aliasesOf(someone))
                .values()
                .iterator()
                .next();
        List<LedgerRow> ledger = people().ledger(person);
        assertThat(ledger).extracting(LedgerRow::factId).hasSize(64).doesNotHaveDuplicates();
        assertThat(Ledger.verify(ledger, people().find(person).orElseThrow().ledger()))
                .isEmpty();
    }

    @Test
    public void a_claim_and_a_stop_never_both_come_first() throws Exception {
        Messages messages = new InMemoryMessages();
        var gate = new Gate(people(), messages, Fixtures.rules());
        int claims = 0;
        for (int race = 0; race < races(); race++) {
            Contact contact = contact(NEXT_CONTACT.getAndIncrement());
            PersonState person = record(contact, optIn("in" + race, NOW, "offers"));
            OutboundMessage message = offer(new MessageId("m-race" + race), person.id());
            var won = new AtomicInteger();
            var startedAfterStop = new AtomicInteger();
            var stopCommitted = new AtomicLong(Long.MAX_VALUE);
            int delay = race % 4;
            var aWorkerIsDone = new CountDownLatch(1);
            List<Callable<Object>> racers = new ArrayList<>();
            racers.add(() -> {
                // From at once to late, so that both sides win some, however the machine is loaded.
                for (int spin = 0; spin < delay; spin++) {
                    people().find(person.id());
                }
                if (delay == 3) {
                    aWorkerIsDone.await();
                }
                record(contact, stop("stop-" + message.id().value(), NOW.plusSeconds(1)));
                stopCommitted.set(System.nanoTime());
                return "stop";
            });
            for (int worker = 0; worker < 8; worker++) {
                racers.add(() -> {
                    long asked = System.nanoTime();
                    Instant now = NOW.plusSeconds(2);
                    var attempt = new Gate.Attempt("w" + asked, now, now);
                    Gate.Look look = gate.look(List.of(message), now).getFirst();
                    if (gate.claim(look, Controls.FREE, Headroom.ROOM, Headroom.ROOM, attempt)
                            instanceof Gate.Pass.Claimed) {
                        won.incrementAndGet();
                        startedAfterStop.addAndGet(asked > stopCommitted.get() ? 1 : 0);
                    }
                    aWorkerIsDone.countDown();
                    return "worker";
                });
            }

            runTogether(racers);

            assertThat(won.get()).as("claims in race %d", race).isLessThanOrEqualTo(1);
            assertThat(startedAfterStop.get())
                    .as("claims after the STOP in race %d", race)
                    .isZero();
            claims += won.get();
        }
        assertThat(claims).as("some races are won by a worker").isPositive();
    }

    private PersonState record(Contact contact, ConsentFact fact) {
        return ((RecordConsent.Result.Recorded) recorder().record(contact, fact, null, NOW)).person();
    }

    private static void runTogether(List<Callable<Object>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }
}

package dev.assent.optout;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.ConsentRecords;
import dev.assent.core.consent.LedgerRow;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.Standing;
import dev.assent.core.consent.Suppression;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.keyword.Keywords;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import dev.assent.testing.Fixtures;
import dev.assent.testing.MutableClock;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OptOutHandlerTest {

    private static final Instant STOPPED_AT = Instant.parse("2026-11-21T08:58:20Z");
    private static final ObjectMapper EVENTS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemorySendQueues queues = new InMemorySendQueues();
    private final RecordConsent consent = new RecordConsent(people, IDENTITY_KEY, new Random(1));
    private final OptOutHandler handler =
            new OptOutHandler(new Listener(Keywords.builtIn(), consent, queues, ACME, clock));

    @Test
    void a_stop_is_in_force_opens_the_window_and_is_confirmed_once() throws IOException {
        assertThat(handle("stop.json").getBatchItemFailures()).isEmpty();

        PersonState person = person("+4915100000003");
        assertThat(person.consent().stoppedEverythingAt("Acme")).contains(STOPPED_AT);
        assertThat(person.window(Fixtures.NUMBER).orElseThrow().openedAt()).isEqualTo(STOPPED_AT);
        OutboundMessage confirmation = queues.takeAll().getFirst().message();
        assertThat(confirmation.confirmsStopAt()).isEqualTo(STOPPED_AT);
        assertThat(confirmation.priority()).isEqualTo(OutboundMessage.Priority.HIGH);
        assertThat(confirmation.notAfter()).isEqualTo(STOPPED_AT.plusSeconds(300));
        assertThat(((MessageContent.Text) confirmation.content()).body()).contains("Acme");
    }

    @Test
    void a_stop_that_comes_twice_is_one_fact_and_one_message() throws IOException {
        handle("stop.json");
        handle("stop.json");

        assertThat(people.ledger(person("+4915100000003").id())).hasSize(1);
        assertThat(queues.takeAll())
                .extracting(it -> it.message().id())
                .hasSize(2)
                .containsOnly(dev.assent.core.message.MessageId.answering("wamid.EVENT3"));
    }

    @Test
    void a_button_is_an_opt_out_by_its_payload() throws IOException {
        handle("stop-by-button.json");

        assertThat(person("+4915100000004").consent().suppressions().values())
                .extracting(Suppression::method)
                .containsExactly(OptOutMethod.BUTTON);
    }

    @Test
    void start_restores_what_the_stop_took() throws IOException {
        var contact = Contact.of(new PhoneNumber("+4915100000005"));
        consent.record(contact, Fixtures.optIn("in", STOPPED_AT.minusSeconds(99), "offers"), null, clock.instant());

        handle("stop-then-start.json");

        ConsentRecords records = person("+4915100000005").consent();
        assertThat(records.standing(Category.MARKETING, new TopicOfBrand("Acme", "offers"), clock.instant()))
                .isInstanceOf(Standing.OptedIn.class);
    }

    @Test
    void whatsapps_own_stop_ends_marketing_only() throws IOException {
        handle("platform-stop.json");

        PersonState person = person("+4915100000006");
        assertThat(person.consent().stoppedEverythingAt("Acme")).isEmpty();
        assertThat(people.ledger(person.id())).extracting(LedgerRow::kind).containsExactly("OPT_OUT");
        assertThat(queues.takeAll()).isEmpty();
    }

    @Test
    void one_broken_message_comes_back_and_the_stop_beside_it_counts() throws IOException {
        assertThat(handle("one-broken-of-two.json").getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("00000000-0000-4000-8000-000000000001");

        assertThat(person("+4915100000007").consent().stoppedEverythingAt("Acme"))
                .isPresent();
    }

    private PersonState person(String phone) {
        var alias = IDENTITY_KEY.aliasesOf(Contact.of(new PhoneNumber(phone)));
        return people.behind(List.copyOf(alias)).values().stream()
                .findFirst()
                .flatMap(people::find)
                .orElseThrow();
    }

    @SuppressWarnings("NullAway") // This handler never looks at its context.
    private SQSBatchResponse handle(String file) throws IOException {
        Path event = Path.of(System.getProperty("assent.root"), "events/opt-out", file);
        return handler.handleRequest(EVENTS.readValue(Files.readString(event), SQSEvent.class), null);
    }
}

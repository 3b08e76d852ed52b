package dev.assent.sessionwindow;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.StatusNews;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.Fixtures;
import dev.assent.testing.MutableClock;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SessionWindowHandlerTest {

    private static final ObjectMapper EVENTS = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();
    private static final MessageId SENT = new MessageId("c-event-1");

    private final MutableClock clock = MutableClock.startingAt("2026-11-21T09:00:00Z");
    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryMessages messages = new InMemoryMessages();
    private final Tools.Counters counters = Fixtures.counters(250);
    private final SessionWindowHandler handler = new SessionWindowHandler(
            new Tracker(
                    new RecordConsent(people, IDENTITY_KEY, new Random(1)),
                    messages,
                    new StatusNews(people, counters.limit(), PORTFOLIO),
                    counters,
                    new SendRate(80, 0),
                    clock),
            new Platform(counters, PORTFOLIO, clock));

    @Test
    void a_message_opens_the_window_at_its_own_time_and_a_status_settles_unknown() throws IOException {
        messages.startSending(Fixtures.offer(SENT, new PersonId("p-1")), clock.instant(), Map.of());
        messages.unknown(SENT);

        assertThat(handle().getBatchItemFailures()).isEmpty();
        assertThat(handle().getBatchItemFailures())
                .as("once more changes nothing")
                .isEmpty();

        var alias = IDENTITY_KEY.aliasesOf(Contact.of(new PhoneNumber("+4915100000001")));
        PersonId person = people.behind(alias).values().iterator().next();
        assertThat(people.find(person)
                        .orElseThrow()
                        .window(NUMBER)
                        .orElseThrow()
                        .openedAt())
                .isEqualTo(Instant.parse("2026-11-21T08:58:20Z"));
        assertThat(messages.find(SENT).orElseThrow().state()).isEqualTo(MessageState.DELIVERED);
    }

    @Test
    void a_status_of_an_unknown_message_holds_up_nothing() throws IOException {
        assertThat(handle().getBatchItemFailures()).isEmpty();
    }

    @Test
    void news_of_the_account_change_limit_and_controls() throws IOException {
        assertThat(handle("account-news.json").getBatchItemFailures()).isEmpty();
        assertThat(handle("account-news.json").getBatchItemFailures()).isEmpty();

        var now = clock.instant();
        assertThat(counters.limit().read(PORTFOLIO, now, Duration.ZERO).maximum())
                .isEqualTo(2000);
        var controls = counters.controls().read(Tools.Counters.CONTROLS, now, Duration.ZERO);
        assertThat(controls.accountHold(now)).isEmpty();
        assertThat(controls.templateHold("newsletter_weekly", "en", now)).isPresent();
        assertThat(controls.category("order_shipped", "de")).contains(Category.MARKETING);
    }

    private SQSBatchResponse handle() throws IOException {
        return handle("message-and-status.json");
    }

    @SuppressWarnings("NullAway") // This handler never looks at its context.
    private SQSBatchResponse handle(String file) throws IOException {
        Path event = Path.of(System.getProperty("assent.root"), "events/session-window", file);
        return handler.handleRequest(EVENTS.readValue(Files.readString(event), SQSEvent.class), null);
    }
}

package dev.assent.core.campaign;

import static dev.assent.testing.Fixtures.IDENTITY_KEY;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.optIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.fake.InMemoryCampaigns;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FeederTest {

    private final InMemoryPeople people = new InMemoryPeople();
    private final InMemoryCampaigns campaigns = new InMemoryCampaigns();
    private final InMemorySendQueues queues = new InMemorySendQueues();

    @Test
    void rows_are_queued_and_duplicates_and_strangers_withheld() {
        Campaign running = running(List.of(
                row(1, "p-1"),
                new AudienceRow(2, new PersonId("p-1"), List.of(), List.of("Kim"), true),
                new AudienceRow(3, null, IDENTITY_KEY.aliasesOf(contact(3)), List.of("Lee"))));

        feeder(80).feed(running, NOW, () -> true);

        assertThat(queues.takeAll())
                .extracting(it -> it.message().id())
                .containsExactly(MessageId.ofCampaignRow("c-1", 1));
        assertThat(campaigns.tally("c-1", NOW).withheld()).isEqualTo(Map.of(Reason.DUPLICATE, 1, Reason.NO_OPT_IN, 1));
    }

    @Test
    void when_time_is_up_the_rest_is_fed_later() {
        Campaign both = running(List.of(row(1, "p-1"), row(2, "p-2")), List.of(row(3, "p-3")));

        Campaign half = feeder(80).feed(both, NOW, () -> false);
        assertThat(queues.takeAll()).hasSize(2);
        assertThat(half.isFed()).isFalse();

        assertThat(feeder(80).feed(half, NOW, () -> true).isFed()).isTrue();
        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void a_stranger_who_agreed_since_the_upload_is_found() {
        Campaign running =
                running(List.of(new AudienceRow(1, null, IDENTITY_KEY.aliasesOf(contact(3)), List.of("Lee"))));
        agreed(3);

        feeder(80).feed(running, NOW, () -> true);

        OutboundMessage queued = queues.takeAll().getFirst().message();
        assertThat(people.find(queued.to())).isPresent();
        assertThat(queued.notAfter()).isEqualTo(NOW.plusSeconds(48 * 3600));
    }

    @Test
    void a_stranger_who_turns_out_to_be_on_the_list_already_is_a_duplicate() {
        PersonId person = agreed(3);
        Campaign running = running(
                List.of(new AudienceRow(1, null, IDENTITY_KEY.aliasesOf(contact(3)), List.of("Lee"))),
                List.of(row(2, person.value())));

        feeder(80).feed(running, NOW, () -> true);

        assertThat(queues.takeAll())
                .extracting(it -> it.message().id())
                .containsExactly(MessageId.ofCampaignRow("c-1", 2));
        assertThat(campaigns.tally("c-1", NOW).withheld()).isEqualTo(Map.of(Reason.DUPLICATE, 1));
    }

    @Test
    void no_more_than_two_minutes_of_traffic_are_queued_ahead() {
        Campaign running =
                running(List.of(row(1, "p-1"), row(2, "p-2")), List.of(row(3, "p-3")), List.of(row(4, "p-4")));

        Campaign half = feeder(3.0 / 120).feed(running, NOW, () -> true);
        assertThat(half.cursor()).isEqualTo(2);

        queues.takeAll();
        assertThat(feeder(3.0 / 120).feed(half, NOW, () -> true).isFed()).isTrue();
        assertThat(queues.takeAll()).hasSize(1);
    }

    @Test
    void a_paused_campaign_is_not_fed() {
        Campaign paused = running(List.of(row(1, "p-1"))).in(Campaign.State.PAUSED);

        feeder(80).feed(paused, NOW, () -> true);

        assertThat(queues.takeAll()).isEmpty();
    }

    @Test
    void counts_add_up() {
        Counts counts = Counts.of(
                20,
                Map.of(
                        MessageState.SENT, 2,
                        MessageState.DELIVERED, 3,
                        MessageState.READ, 1,
                        MessageState.FAILED, 1,
                        MessageState.UNKNOWN, 1,
                        MessageState.DEFERRED, 2,
                        MessageState.SENDING, 1),
                Map.of(Reason.OPTED_OUT, 4));

        assertThat(counts.sent()).isEqualTo(6);
        assertThat(counts.delivered()).isEqualTo(4);
        assertThat(counts.queued()).isEqualTo(6);
        assertThat(counts.isSettled()).isFalse();
    }

    private PersonId agreed(int number) {
        var result = new RecordConsent(people, IDENTITY_KEY, new Random(1))
                .record(contact(number), optIn("1", NOW, "offers"), null, NOW);
        return ((RecordConsent.Result.Recorded) result).person().id();
    }

    private Feeder feeder(double perSecond) {
        return new Feeder(campaigns, campaigns, people, queues, new SendRate(perSecond, 0));
    }

    private static AudienceRow row(int row, String person) {
        return new AudienceRow(row, new PersonId(person), List.of(), List.of("Kim"));
    }

    @SafeVarargs
    private Campaign running(List<AudienceRow>... chunks) {
        campaigns.create(new Campaign(
                "c-1",
                "Summer",
                null,
                NUMBER,
                "Acme",
                "summer_sale",
                "en",
                Category.MARKETING,
                "offers",
                List.of("{{name}}"),
                null,
                Campaign.State.DRAFT,
                0,
                0,
                0,
                null,
                0));
        for (List<AudienceRow> chunk : chunks) {
            Campaign current = campaigns.find("c-1").orElseThrow();
            campaigns.addChunk(current.withChunk(chunk.size()), current.chunks(), chunk);
        }
        campaigns.update(campaigns.find("c-1").orElseThrow().startedAt(NOW));
        return campaigns.find("c-1").orElseThrow();
    }
}

package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.campaign.Audience;
import dev.assent.core.campaign.AudienceKeys;
import dev.assent.core.campaign.AudienceRow;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of campaigns must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class CampaignsContract {

    private static final AtomicInteger NEXT_CAMPAIGN = new AtomicInteger(1);

    /** The store under test; campaign ids are fresh for each test. */
    protected abstract Campaigns campaigns();

    /** Where the rows' outcomes are kept. */
    protected abstract CampaignOutcomes outcomes();

    private final String id = "c-contract" + NEXT_CAMPAIGN.getAndIncrement();

    @Test
    public void a_campaign_is_found_as_it_was_created() {
        Campaign created = create();

        assertThat(created)
                .isEqualTo(new Campaign(
                        id,
                        "Summer",
                        "sell",
                        "100000000000001",
                        "Acme",
                        "summer_sale",
                        "en",
                        Category.MARKETING,
                        "offers",
                        List.of("{{name}}"),
                        NOW,
                        Campaign.State.DRAFT,
                        0,
                        0,
                        0,
                        null,
                        created.rev()));
        assertThat(campaigns().newest()).contains(created);
    }

    @Test
    public void of_two_changes_from_the_same_reading_the_second_is_refused() {
        Campaign read = create();

        assertThat(campaigns().update(read.startedAt(NOW))).isTrue();
        assertThat(campaigns().update(read.in(Campaign.State.CANCELLED))).isFalse();

        assertThat(campaigns().find(id).orElseThrow().state()).isEqualTo(Campaign.State.RUNNING);
    }

    @Test
    public void an_audience_comes_back_row_by_row() {
        List<AudienceRow> rows = List.of(
                new AudienceRow(1, new PersonId("p-1"), List.of(), List.of("Kim")),
                new AudienceRow(2, null, List.of(new Alias("abc")), List.of("Lee")),
                new AudienceRow(3, new PersonId("p-1"), List.of(), List.of("Kim")));

        assertThat(campaigns().addChunk(create().withChunk(3), 0, rows)).isTrue();

        assertThat(campaigns().chunk(id, 0)).isEqualTo(rows);
        assertThat(campaigns().find(id).orElseThrow().audience()).isEqualTo(3);
    }

    @Test
    public void a_second_row_of_a_person_is_marked_wherever_it_was_uploaded() {
        create();
        var audience = new Audience(campaigns(), id);
        var stranger = new AudienceRow(0, null, List.of(new Alias("abc"), new Alias("def")), List.of("Lee"));

        audience.add(List.of(row("p-1"), row("p-2"), row("p-1"), stranger));
        new Audience(campaigns(), id).add(List.of(row("p-2"), row("p-3"), stranger));

        List<AudienceRow> rows = new ArrayList<>(campaigns().chunk(id, 0));
        rows.addAll(campaigns().chunk(id, 1));
        assertThat(rows).extracting(AudienceRow::row).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(rows.stream().filter(AudienceRow::duplicate).map(AudienceRow::row))
                .containsExactly(3, 5, 7);
        assertThat(campaigns().keys(id).fingerprints())
                .isEqualTo(AudienceKeys.of(rows).fingerprints());
    }

    @Test
    public void of_two_uploads_at_once_nobody_is_marked_by_neither() {
        Campaign read = create();

        new Audience(campaigns(), id).add(List.of(row("p-1")));
        assertThat(campaigns().addChunk(read.withChunk(1), 0, List.of(row("p-1"))))
                .isFalse();
        assertThat(campaigns().find(id).orElseThrow().audience()).isEqualTo(1);
    }

    @Test
    public void strangers_who_turn_out_to_be_one_person_are_duplicates_however_often_it_is_asked() {
        Map<Integer, PersonId> found = Map.of(1, new PersonId("p-1"), 2, new PersonId("p-2"), 3, new PersonId("p-1"));
        assertThat(campaigns().duplicates(id, found)).containsExactly(3);
        assertThat(campaigns().duplicates(id, found)).containsExactly(3);
        assertThat(campaigns().duplicates(id, Map.of(4, new PersonId("p-2")))).containsExactly(4);
    }

    @Test
    public void withheld_rows_are_tallied_once() {
        var rows = List.of(
                new CampaignOutcomes.WithheldRow(1, new PersonId(""), Reason.NO_OPT_IN),
                new CampaignOutcomes.WithheldRow(2, new PersonId("p-1"), Reason.DUPLICATE));
        outcomes().withhold(id, rows);
        outcomes().withhold(id, rows);

        assertThat(outcomes().tally(id, NOW).withheld()).isEqualTo(Map.of(Reason.NO_OPT_IN, 1, Reason.DUPLICATE, 1));
    }

    private static AudienceRow row(String person) {
        return new AudienceRow(0, new PersonId(person), List.of(), List.of("Kim"));
    }

    private Campaign create() {
        campaigns()
                .create(new Campaign(
                        id,
                        "Summer",
                        "sell",
                        "100000000000001",
                        "Acme",
                        "summer_sale",
                        "en",
                        Category.MARKETING,
                        "offers",
                        List.of("{{name}}"),
                        NOW,
                        Campaign.State.DRAFT,
                        0,
                        0,
                        0,
                        null,
                        0));
        return campaigns().find(id).orElseThrow();
    }
}

package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.campaign.AudienceRow;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.Reason;
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
    public void a_second_row_of_a_person_is_a_duplicate_however_often_it_is_asked() {
        assertThat(campaigns().duplicates(id, Map.of(1, "p-1", 2, "p-2", 3, "p-1")))
                .containsExactly(3);
        assertThat(campaigns().duplicates(id, Map.of(1, "p-1", 2, "p-2", 3, "p-1")))
                .containsExactly(3);
        assertThat(campaigns().duplicates(id, Map.of(4, "p-2"))).containsExactly(4);
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

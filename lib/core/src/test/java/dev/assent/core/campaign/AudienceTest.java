package dev.assent.core.campaign;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import dev.assent.testing.Fixtures;
import dev.assent.testing.fake.InMemoryCampaigns;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AudienceTest {

    private final InMemoryCampaigns campaigns = new InMemoryCampaigns();
    private final Audience audience = new Audience(campaigns, "c-1");

    AudienceTest() {
        campaigns.create(new Campaign(
                "c-1",
                "Summer",
                null,
                Fixtures.NUMBER,
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
    }

    @Test
    void a_second_row_of_a_person_is_marked_in_whatever_upload_it_comes() {
        assertThat(audience.add(rows(0, 600))).isEqualTo(600);
        assertThat(audience.add(rows(500, 700))).isEqualTo(200);

        List<AudienceRow> all = IntStream.range(0, campaign().chunks())
                .mapToObj(it -> campaigns.chunk("c-1", it))
                .flatMap(List::stream)
                .toList();
        assertThat(all)
                .extracting(AudienceRow::row)
                .isEqualTo(IntStream.rangeClosed(1, 800).boxed().toList());
        assertThat(all).filteredOn(AudienceRow::duplicate).hasSize(100);
    }

    @Test
    void the_audience_of_a_campaign_that_has_started_is_fixed() {
        audience.add(rows(0, 10));
        campaigns.update(campaign().startedAt(NOW));

        assertThat(audience.add(rows(10, 20))).isZero();
        assertThat(campaign().audience()).isEqualTo(10);
    }

    private Campaign campaign() {
        return campaigns.find("c-1").orElseThrow();
    }

    private static List<AudienceRow> rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(it -> new AudienceRow(0, new PersonId("p-" + it), List.of(), List.of("Kim")))
                .toList();
    }
}

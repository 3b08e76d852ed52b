package dev.assent.core.consent;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.start;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.core.catalogue.Category;
import dev.assent.testing.Properties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsentRecordsTest {

    private static final TopicOfBrand OFFERS = new TopicOfBrand("Acme", "offers");
    private static final TopicOfBrand NEWS = new TopicOfBrand("Acme", "newsletter");
    private static final TopicOfBrand ORDERS = new TopicOfBrand("Acme", "order-updates");

    @Test
    void nobody_is_opted_in_at_first() {
        assertThat(offers()).isEqualTo(new Standing.NeverAsked());
    }

    @Test
    void only_chosen_topics_are_permitted() {
        assertThat(offers(optIn("1", at(0), "offers"))).isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(optIn("1", at(0), "newsletter"))).isEqualTo(new Standing.TopicNotChosen());
    }

    @Test
    void a_stop_ends_everything() {
        ConsentRecords records = records(optIn("1", at(0), "offers", "order-updates"), stop("2", at(10)));

        assertThat(records.standing(Category.MARKETING, OFFERS, NOW)).isEqualTo(new Standing.OptedOut(at(10)));
        assertThat(records.standing(Category.UTILITY, ORDERS, NOW)).isEqualTo(new Standing.OptedOut(at(10)));
        assertThat(records.stoppedEverythingAt("Acme")).contains(at(10));
    }

    @Test
    void in_the_same_second_the_opt_out_wins() {
        assertThat(offers(stop("2", at(10)), optIn("1", at(10), "offers"))).isInstanceOf(Standing.OptedOut.class);
        assertThat(offers(optIn("1", at(0), "offers"), stop("2", at(10)), start("3", at(10))))
                .isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void times_count_in_whole_seconds() {
        assertThat(offers(optIn("1", at(10).plusMillis(900), "offers"), stop("2", at(10))))
                .isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void a_new_opt_in_lifts_a_stop_for_its_topics_only() {
        ConsentRecords records =
                records(optIn("1", at(0), "offers", "newsletter"), stop("2", at(10)), optIn("3", at(11), "offers"));

        assertThat(records.standing(Category.MARKETING, OFFERS, NOW)).isInstanceOf(Standing.OptedIn.class);
        assertThat(records.standing(Category.MARKETING, NEWS, NOW)).isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void start_restores_what_the_last_stop_took() {
        assertThat(offers(optIn("1", at(0), "offers"), stop("2", at(10)), start("3", at(11))))
                .isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(stop("2", at(10)), start("3", at(11)))).isEqualTo(new Standing.NeverAsked());
    }

    @Test
    void an_import_never_lifts_an_opt_out() {
        var imported = optIn("3", at(99), OptInMethod.IMPORT, "offers");

        assertThat(offers(imported)).isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(optIn("1", at(0), "offers"), stop("2", at(10)), imported))
                .isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void a_topic_opt_out_leaves_other_topics() {
        var noOffers = new ConsentFact.OptOut(
                "2", at(10), new OptOutScope(OptOutScope.Kind.TOPIC, "offers", null), OptOutMethod.API, null);
        ConsentRecords records = records(optIn("1", at(0), "offers", "newsletter"), noOffers);

        assertThat(records.standing(Category.MARKETING, OFFERS, NOW)).isInstanceOf(Standing.OptedOut.class);
        assertThat(records.standing(Category.MARKETING, NEWS, NOW)).isInstanceOf(Standing.OptedIn.class);
    }

    @Test
    void an_opt_out_of_one_brand_leaves_the_others() {
        var noBolt = new ConsentFact.OptOut(
                "2", at(10), new OptOutScope(OptOutScope.Kind.ALL, null, "Bolt"), OptOutMethod.API, null);

        assertThat(offers(optIn("1", at(0), "offers"), noBolt)).isInstanceOf(Standing.OptedIn.class);
    }

    @Test
    void a_stop_to_one_brand_ends_everything_of_that_brand_until_start() {
        var noAcme = new ConsentFact.OptOut(
                "2", at(10), new OptOutScope(OptOutScope.Kind.ALL, null, "Acme"), OptOutMethod.API, null);
        var optIn = optIn("1", at(0), "offers");

        assertThat(records(optIn, noAcme).stoppedEverythingAt("Acme")).contains(at(10));
        assertThat(records(optIn, noAcme).stoppedEverythingAt("Bolt")).isEmpty();
        assertThat(offers(optIn, noAcme, start("3", at(11)))).isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(start("3", at(11)), noAcme, optIn)).isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(optIn, start("3", at(10)), noAcme)).isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void whatsapps_own_stop_ends_marketing_and_its_resume_lifts_no_stop_of_the_person() {
        var platformStop = new ConsentFact.OptOut("2", at(10), OptOutScope.MARKETING, OptOutMethod.PLATFORM, null);
        var resume = new ConsentFact.Resumption("3", at(11), ConsentFact.Origin.PLATFORM, null);
        var optIn = optIn("1", at(0), "offers", "order-updates");

        assertThat(offers(optIn, platformStop)).isInstanceOf(Standing.OptedOut.class);
        assertThat(records(optIn, platformStop).standing(Category.UTILITY, ORDERS, NOW))
                .isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(optIn, platformStop, resume)).isInstanceOf(Standing.OptedIn.class);
        assertThat(offers(optIn, stop("4", at(10)), platformStop, resume)).isInstanceOf(Standing.OptedOut.class);
    }

    @Test
    void consent_that_ran_out_is_said_to_be_expired() {
        var shortLived = new ConsentFact.OptIn(
                "1",
                at(0),
                "r-1",
                "Acme",
                Set.of("offers"),
                OptInMethod.WEB_FORM,
                Evidence.of(java.util.Map.of()),
                NOW);

        assertThat(offers(shortLived)).isEqualTo(new Standing.Expired(NOW));
        assertThat(records(shortLived).standing(Category.MARKETING, OFFERS, NOW.minusMillis(1)))
                .isInstanceOf(Standing.OptedIn.class);
        assertThat(shortLived.content()).containsEntry("expiresAt", NOW.toString());
    }

    @Test
    void the_same_facts_lead_to_the_same_records_in_any_order_and_number() {
        Properties.forAll(2026_11_21, 500, random -> {
            List<ConsentFact> facts = randomFacts(random);
            ConsentRecords expected = fold(facts);
            List<ConsentFact> shuffled = new ArrayList<>(facts);
            shuffled.addAll(facts.subList(0, random.nextInt(facts.size())));
            Collections.shuffle(shuffled, random);

            assertThat(fold(shuffled)).isEqualTo(expected);
        });
    }

    @Test
    void only_a_topic_scope_names_a_topic() {
        assertThatThrownBy(() -> new OptOutScope(OptOutScope.Kind.ALL, "offers", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TopicConsent.NONE.strongest()).isInstanceOf(IllegalStateException.class);
    }

    private static List<ConsentFact> randomFacts(Random random) {
        List<ConsentFact> facts = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(10); i++) {
            String id = "f" + i;
            Instant at = at(random.nextInt(6));
            facts.add(
                    switch (random.nextInt(6)) {
                        case 0 -> stop(id, at);
                        case 1 -> start(id, at);
                        case 2 -> optIn(id, at, OptInMethod.IMPORT, "offers");
                        case 3 ->
                            new ConsentFact.OptOut(
                                    id, at, OptOutScope.MARKETING, OptOutMethod.PROVIDER_ERROR, "131050");
                        case 4 -> new ConsentFact.Resumption(id, at, ConsentFact.Origin.PLATFORM, null);
                        default -> optIn(id, at, "offers", "newsletter");
                    });
        }
        return facts;
    }

    private static Instant at(int second) {
        return NOW.minusSeconds(1000).plusSeconds(second);
    }

    private static Standing offers(ConsentFact... facts) {
        return records(facts).standing(Category.MARKETING, OFFERS, NOW);
    }

    private static ConsentRecords records(ConsentFact... facts) {
        return fold(List.of(facts));
    }

    private static ConsentRecords fold(List<ConsentFact> facts) {
        ConsentRecords records = ConsentRecords.NONE;
        for (ConsentFact fact : facts) {
            records = records.with(fact, NOW);
        }
        return records;
    }
}

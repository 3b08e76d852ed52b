package dev.assent.core.control;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ControlsTest {

    private static final Instant LATER = NOW.plusSeconds(60);

    private final OutboundMessage message = offer(MessageId.ofCampaignRow("c-1", 1), new PersonId("p-1"));

    @Test
    void each_brake_stops_its_own_and_pulling_it_twice_is_pulling_it_once() {
        assertThat(stops(Brake.What.ALL, "")).isTrue();
        assertThat(stops(Brake.What.MARKETING, "")).isTrue();
        assertThat(stops(Brake.What.NUMBER, NUMBER)).isTrue();
        assertThat(stops(Brake.What.NUMBER, "999")).isFalse();
        assertThat(stops(Brake.What.CAMPAIGN, "c-1")).isTrue();
        assertThat(stops(Brake.What.CAMPAIGN, "c-2")).isFalse();
        var all = new Brake(Brake.What.ALL, "");
        Controls once = Controls.FREE.braked(all, "first", NOW);
        assertThat(once.braked(all, "second", LATER)).isEqualTo(once);
        assertThat(once.resumed(all, LATER).brakes()).isEmpty();
        assertThat(once.resumed(all, LATER).released()).isEqualTo(LATER);
        assertThat(Controls.FREE.resumed(all, LATER)).isEqualTo(Controls.FREE);
        assertThat(once.stopsCampaign("c-9", NUMBER, false)).isTrue();
    }

    @Test
    void resuming_ends_what_an_error_code_holds_for_a_while_but_not_what_the_provider_restricted() {
        var forAnHour = new Controls.Hold("190", NOW.plusSeconds(3_600), NOW);
        var restricted = new Controls.Hold("RESTRICTED", Controls.UNTIL_LIFTED, NOW);
        var all = new Brake(Brake.What.ALL, "");
        var number = new Brake(Brake.What.NUMBER, NUMBER);
        Controls held = Controls.FREE.accountHeld(forAnHour, NOW).numberHeld(NUMBER, forAnHour, NOW);

        assertThat(held.resumed(all, LATER).accountHold(LATER)).isEmpty();
        assertThat(held.resumed(all, LATER).numberHold(NUMBER, LATER)).isEmpty();
        assertThat(held.resumed(number, LATER).numberHold(NUMBER, LATER)).isEmpty();
        assertThat(held.resumed(number, LATER).accountHold(LATER)).contains(forAnHour);
        assertThat(held.resumed(new Brake(Brake.What.MARKETING, ""), LATER)).isEqualTo(held);
        Controls without = Controls.FREE.accountHeld(restricted, NOW);
        assertThat(without.resumed(all, LATER)).isEqualTo(without);
    }

    @Test
    void what_the_provider_said_later_counts_whatever_the_order() {
        var restricted = new Controls.Hold("RESTRICTED", Controls.UNTIL_LIFTED, NOW);
        var lifted = new Controls.Hold("LIFTED", Instant.EPOCH, LATER);

        assertThat(Controls.FREE.accountHeld(restricted, NOW).accountHold(LATER))
                .contains(restricted);
        assertThat(Controls.FREE
                        .accountHeld(lifted, LATER)
                        .accountHeld(restricted, NOW)
                        .accountHold(LATER))
                .isEmpty();
        assertThat(Controls.FREE.numberHeld(NUMBER, restricted, NOW).numberHold(NUMBER, LATER))
                .contains(restricted);
        assertThat(Controls.FREE.numberHeld(NUMBER, null, NOW).numbers()).isEmpty();
        assertThat(Controls.FREE.templateHeld("t", "en", restricted, NOW).templateHold("t", "en", LATER))
                .contains(restricted);
        assertThat(Controls.FREE.templateHeld("t", "en", restricted, NOW).templateHold("t", "de", LATER))
                .isEmpty();
    }

    @Test
    void a_template_keeps_its_latest_category() {
        Controls moved = Controls.FREE.templateMoved("t", "en", Category.MARKETING, LATER);

        assertThat(moved.templateMoved("t", "en", Category.UTILITY, NOW)).isEqualTo(moved);
        assertThat(moved.category("t", "en")).contains(Category.MARKETING);
        assertThat(moved.category("u", "en")).isEmpty();
    }

    @Test
    void webhooks_flow_if_something_later_was_heard_of() {
        WebhookFlow flow = WebhookFlow.NONE.at(NOW);

        assertThat(flow.flowsSince(NOW.minusSeconds(1))).isTrue();
        assertThat(flow.flowsSince(NOW)).isFalse();
        assertThat(flow.at(NOW.plusSeconds(5))).as("noted every ten seconds").isEqualTo(flow);
    }

    private boolean stops(Brake.What what, String id) {
        return !Controls.FREE
                .braked(new Brake(what, id), "why", NOW)
                .stopping(message, true)
                .isEmpty();
    }
}

package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.DueItems;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of parked messages must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class DueItemsContract {

    /** An empty store. */
    protected abstract DueItems dueItems();

    private final OutboundMessage message = offer(new MessageId("m-due"), new PersonId("p-1"));

    @Test
    public void a_parked_message_is_due_at_its_minute_and_not_before() {
        DueItems items = dueItems();
        Instant notBefore = NOW.plus(Duration.ofHours(5));
        items.add(message, notBefore, NOW);
        items.add(message, notBefore, NOW);

        assertThat(items.due(notBefore.minusSeconds(61), 100)).isEmpty();
        assertThat(items.due(notBefore.plusSeconds(60), 100))
                .extracting(DueItems.Due::message)
                .containsExactly(message);
    }

    @Test
    public void a_removed_message_is_due_no_more_even_after_an_outage() {
        DueItems items = dueItems();
        items.add(message, NOW.plusSeconds(90), NOW);
        Instant afterTheOutage = NOW.plus(Duration.ofHours(3));

        List<DueItems.Due> due = items.due(afterTheOutage, 100);
        assertThat(due).hasSize(1);
        items.remove(due);

        assertThat(items.due(afterTheOutage, 100)).isEmpty();
    }

    @Test
    public void after_a_year_without_a_tick_everything_is_still_found_and_soon() {
        DueItems items = dueItems();
        OutboundMessage early = offer(new MessageId("m-early"), new PersonId("p-1"));
        OutboundMessage late = offer(new MessageId("m-late"), new PersonId("p-1"));
        items.add(early, NOW.plus(Duration.ofDays(1)), NOW);
        items.add(late, NOW.plus(Duration.ofDays(300)), NOW);

        List<DueItems.Due> due = items.due(NOW.plus(Duration.ofDays(365)), 100);

        assertThat(due).extracting(DueItems.Due::message).containsExactlyInAnyOrder(early, late);
    }

    @Test
    public void no_more_are_handed_out_than_asked_for_and_the_rest_stays() {
        DueItems items = dueItems();
        for (int i = 0; i < 30; i++) {
            items.add(offer(new MessageId("m-" + i), new PersonId("p-1")), NOW.plusSeconds(60L * i), NOW);
        }
        Instant later = NOW.plus(Duration.ofHours(1));

        List<DueItems.Due> first = items.due(later, 20);
        assertThat(first).hasSize(20);
        items.remove(first);

        assertThat(items.due(later, 20)).hasSize(10).doesNotContainAnyElementsOf(first);
    }
}

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
    public void who_waits_in_a_room_is_found_there_the_longest_first_until_removed() {
        DueItems items = dueItems();
        OutboundMessage first = offer(new MessageId("m-first"), new PersonId("p-1"));
        items.wait(DueItems.Room.MESSAGING_LIMIT, message, NOW.plusSeconds(5));
        items.wait(DueItems.Room.MESSAGING_LIMIT, first, NOW);
        items.wait(DueItems.Room.OPERATOR, offer(new MessageId("m-other"), new PersonId("p-1")), NOW);

        assertThat(items.waiting(DueItems.Room.MESSAGING_LIMIT, NOW, 10))
                .extracting(DueItems.Due::message)
                .containsExactly(first);
        List<DueItems.Due> all = items.waiting(DueItems.Room.MESSAGING_LIMIT, NOW.plusSeconds(60), 10);
        assertThat(all).extracting(DueItems.Due::message).containsExactly(first, message);
        assertThat(items.waiting(DueItems.Room.MESSAGING_LIMIT, NOW.plusSeconds(60), 1))
                .extracting(DueItems.Due::message)
                .containsExactly(first);

        items.remove(all);

        assertThat(items.waiting(DueItems.Room.MESSAGING_LIMIT, NOW.plusSeconds(60), 10))
                .isEmpty();
        assertThat(items.due(NOW.plusSeconds(600), 10)).isEmpty();
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

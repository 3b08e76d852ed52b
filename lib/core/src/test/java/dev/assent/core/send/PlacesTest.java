package dev.assent.core.send;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PlacesTest {

    private static final long BUCKET = Buckets.at(NOW);

    private final PersonId kim = new PersonId("p-1");
    private final OutboundMessage one = offer(new MessageId("m-1"), kim);
    private final OutboundMessage other = offer(new MessageId("m-2"), kim);
    private final Tools.Counters counters = counters(2);
    private final Places places = new Places(counters.limit(), PORTFOLIO, "w");

    @Test
    void a_place_that_was_used_does_not_come_back_with_the_second_message() {
        places.reserve(List.of(one, other), NOW);
        places.done(one, true);
        places.done(other, false);
        places.close(NOW);

        assertThat(used()).isEqualTo(1);
    }

    @Test
    void a_place_stays_while_the_second_message_may_need_it() {
        places.reserve(List.of(one, other), NOW);
        places.done(other, false);

        assertThat(places.of(one, NOW)).isEqualTo(new Headroom.Place(BUCKET));
        places.done(one, false);
        places.close(NOW);
        assertThat(used()).isZero();
    }

    @Test
    void a_place_freed_by_one_message_and_used_by_the_other_counts_once() {
        places.reserve(List.of(one, other), NOW);
        places.done(one, true);
        places.free(BUCKET, kim);
        places.done(other, true);
        places.close(NOW);

        assertThat(used()).isEqualTo(1);
    }

    @Test
    void a_place_freed_by_the_last_message_comes_back() {
        places.reserve(List.of(one, other), NOW);
        places.done(one, true);
        places.done(other, false);
        places.free(BUCKET, kim);
        places.close(NOW);

        assertThat(used()).isZero();
    }

    private long used() {
        return counters.limit().read(PORTFOLIO, NOW, Duration.ZERO).used(NOW);
    }
}

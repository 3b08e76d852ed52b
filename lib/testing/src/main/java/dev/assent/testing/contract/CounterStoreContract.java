package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import dev.assent.core.counter.Counter;
import dev.assent.core.counter.CounterStore;
import dev.assent.core.counter.CounterStore.Revision;
import dev.assent.core.counter.CounterStore.Write;
import dev.assent.core.limit.BucketCounts;
import dev.assent.core.limit.MessagingLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of shared values must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class CounterStoreContract {

    private static final AtomicInteger NEXT_ID = new AtomicInteger(1);

    /** The store under test; ids are fresh for each test. */
    protected abstract CounterStore<MessagingLimit> store();

    private final String id = "contract-" + NEXT_ID.getAndIncrement();

    private final MessagingLimit full = new MessagingLimit(
            250,
            NOW,
            BucketCounts.read("5930112:12 1:40 287:3"),
            Map.of("w.1", new MessagingLimit.Hold(5930113, Set.of(new PersonId("p-1"), new PersonId("p-2")), NOW)));

    @Test
    public void a_value_is_found_as_it_was_written() {
        assertThat(store().find(id)).isEmpty();

        assertThat(store().replace(id, full, 0)).isEqualTo(new Write.Replaced<>(new Revision<>(full, 1)));

        assertThat(store().find(id)).contains(new Revision<>(full, 1));
    }

    @Test
    public void a_full_day_is_found_as_it_was_written_and_may_become_short_again() {
        String day = "5930112:200" + " 1:200".repeat(287);
        var fullDay = new MessagingLimit(100_000, NOW, BucketCounts.read(day), full.holds());

        store().replace(id, fullDay, 0);
        assertThat(store().find(id)).contains(new Revision<>(fullDay, 1));
        assertThat(store().replace(id, full, 0)).isEqualTo(new Write.LostRace<>(new Revision<>(fullDay, 1)));

        store().replace(id, full, 1);
        assertThat(store().find(id)).contains(new Revision<>(full, 2));
    }

    @Test
    public void who_did_not_see_the_latest_is_told_what_stands() {
        store().replace(id, MessagingLimit.of(1), 0);
        store().replace(id, full, 1);

        assertThat(store().replace(id, MessagingLimit.of(2), 1))
                .isEqualTo(new Write.LostRace<>(new Revision<>(full, 2)));
        assertThat(store().replace(id, MessagingLimit.of(2), 0))
                .isEqualTo(new Write.LostRace<>(new Revision<>(full, 2)));
    }

    @Test
    public void many_workers_together_hold_exactly_the_limit() throws Exception {
        AtomicInteger tokens = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                var counter = new Counter<>(store(), MessagingLimit.of(60));
                workers.add(threads.submit(() -> holdAll(counter, tokens)));
            }
            int held = 0;
            for (Future<Integer> worker : workers) {
                held += worker.get();
            }
            assertThat(held).isEqualTo(60);
        }
        assertThat(new Counter<>(store(), MessagingLimit.of(60))
                        .read(id, NOW, Duration.ZERO)
                        .used(NOW))
                .isEqualTo(60);
    }

    private int holdAll(Counter<MessagingLimit> counter, AtomicInteger tokens) {
        int held = 0;
        while (true) {
            String token = "t" + tokens.getAndIncrement();
            int more = counter.change(id, NOW, limit -> {
                var after = limit.hold(token, List.of(new PersonId("p-" + token)), NOW);
                return new Counter.Step<>(after, after.holds().containsKey(token) ? 1 : 0);
            });
            if (more == 0) {
                return held;
            }
            held += more;
        }
    }
}

package dev.assent.core.send;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.core.throttle.SlotBlock;
import dev.assent.testing.MutableClock;
import dev.assent.testing.SteppedPace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LateSlotsTest {

    private static final int LATE = 20;
    private static final int MOST_AT_ONCE = 8;

    private final SteppedPace pace = new SteppedPace(MutableClock.startingAt(NOW.toString()));
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstAnswer = new CountDownLatch(1);

    @Test
    void who_comes_while_a_request_is_under_way_asks_together_and_each_gets_a_slot_of_their_own() throws Exception {
        var slots = new LateSlots(pace, this::reserve);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Instant>>> got = new ArrayList<>();
            for (int i = 0; i < LATE; i++) {
                got.add(threads.submit(slots::next));
            }
            while (asked.isEmpty()) {
                Thread.onSpinWait();
            }
            firstAnswer.countDown();
            List<Instant> instants = new ArrayList<>();
            for (Future<Optional<Instant>> each : got) {
                instants.add(each.get().orElseThrow());
            }

            assertThat(instants).doesNotHaveDuplicates();
            assertThat(asked).as("requests, and for how many").hasSizeLessThan(LATE);
        }
    }

    @Test
    void without_a_slot_soon_there_is_none() throws InterruptedException {
        assertThat(new LateSlots(pace, _ -> Optional.empty()).next()).isEmpty();
    }

    @Test
    void a_request_that_breaks_is_told_to_who_asked_and_the_next_asks_anew() throws InterruptedException {
        int[] calls = {0};
        var slots = new LateSlots(pace, count -> {
            if (calls[0]++ == 0) {
                throw new IllegalStateException("broken on purpose");
            }
            return Optional.of(new SlotBlock(NOW, 1_000, count));
        });

        assertThatThrownBy(slots::next).isInstanceOf(IllegalStateException.class);
        assertThat(slots.next()).contains(NOW);
    }

    private Optional<SlotBlock> reserve(int count) {
        asked.add(count);
        try {
            firstAnswer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Optional.of(new SlotBlock(NOW.plusSeconds(asked.size()), 1_000, Math.min(count, MOST_AT_ONCE)));
    }
}

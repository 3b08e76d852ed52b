package dev.assent.core.send;

import dev.assent.core.throttle.SlotBlock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Slots for those who missed theirs. After a stall they are many at once: they ask together, and only one request is under
 * way, for each alone would race all the others for the same counter.
 */
final class LateSlots {

    private final Pace pace;
    private final IntFunction<Optional<SlotBlock>> reserve;
    private @Nullable Group latest;

    private static final class Group {
        private int size;
        private boolean asked;
        private Optional<SlotBlock> slots = Optional.empty();
        private Pace.@Nullable Work answer;
    }

    private record Place(Group group, int index, Pace.Work answer) {}

    /**
     * @param reserve takes at most so many slots; empty if there are none soon
     */
    LateSlots(Pace pace, IntFunction<Optional<SlotBlock>> reserve) {
        this.pace = pace;
        this.reserve = reserve;
    }

    /** Another slot; empty if there is none soon. */
    Optional<Instant> next() throws InterruptedException {
        while (true) {
            Place place = queueUp();
            place.answer().join();
            Optional<SlotBlock> slots = place.group().slots;
            if (slots.isEmpty() || place.index() < slots.get().count()) {
                return slots.map(it -> it.at(place.index()));
            }
        }
    }

    private synchronized Place queueUp() {
        Group group = latest;
        if (group == null || group.asked) {
            group = new Group();
            Group fresh = group;
            Pace.Work previous = latest == null ? null : latest.answer;
            group.answer = pace.begin(() -> ask(fresh, previous));
            latest = group;
        }
        return new Place(group, group.size++, java.util.Objects.requireNonNull(group.answer));
    }

    private void ask(Group group, Pace.@Nullable Work previous) throws InterruptedException {
        if (previous != null) {
            try {
                previous.join();
            } catch (RuntimeException _) {
                // Told to those who asked; these may have better luck.
            }
        }
        group.slots = reserve.apply(close(group));
    }

    private synchronized int close(Group group) {
        group.asked = true;
        return group.size;
    }
}

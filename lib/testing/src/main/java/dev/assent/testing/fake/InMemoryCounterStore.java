package dev.assent.testing.fake;

import dev.assent.core.counter.CounterStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values in a map. */
public final class InMemoryCounterStore<T> implements CounterStore<T> {

    private final Map<String, Revision<T>> values = new HashMap<>();

    @Override
    public synchronized Optional<Revision<T>> find(String id) {
        return Optional.ofNullable(values.get(id));
    }

    @Override
    public synchronized Write<T> replace(String id, T value, long seen) {
        Revision<T> current = values.get(id);
        if (current != null && current.number() != seen) {
            return new Write.LostRace<>(current);
        }
        Revision<T> written = new Revision<>(value, seen + 1);
        values.put(id, written);
        return new Write.Replaced<>(written);
    }
}

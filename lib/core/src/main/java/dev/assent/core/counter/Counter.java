package dev.assent.core.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Shared values, changed by pure steps: a step looks at the value and says what follows. It is tried on what stands, and
 * tried again when somebody else was faster. What this process saw last is no good start: several workers change a counter
 * in turn, and a refused write costs five times what a read does. Safe for many threads.
 *
 * @param <T> an immutable value
 */
public final class Counter<T> {

    /** Every lost race means that somebody else won one; this many in a row means that the store is broken. */
    private static final int ATTEMPTS = 300;

    private final CounterStore<T> store;
    private final T initial;
    private final UnaryOperator<T> asRead;
    private final ConcurrentHashMap<String, Seen<T>> lastSeen = new ConcurrentHashMap<>();

    private record Seen<T>(CounterStore.Revision<T> revision, Instant at) {}

    /**
     * What a step leads to.
     *
     * @param value what is to stand; the value that was looked at if nothing is to change
     * @param result for the caller
     */
    public record Step<T, R>(T value, R result) {}

    /** Values of this store; who has none yet has the initial one. */
    public Counter(CounterStore<T> store, T initial) {
        this(store, initial, UnaryOperator.identity());
    }

    /**
     * Values of this store; who has none yet has the initial one.
     *
     * @param asRead applied to whatever is read: what a deployment configures goes before what was stored under an earlier one
     */
    public Counter(CounterStore<T> store, T initial, UnaryOperator<T> asRead) {
        this.store = store;
        this.initial = initial;
        this.asRead = asRead;
    }

    /**
     * Changes a value.
     *
     * @throws IllegalStateException if the store refuses again and again
     */
    public <R> R change(String id, Instant now, Function<T, Step<T, R>> step) {
        CounterStore.Revision<T> current = read(id, now);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Step<T, R> next = step.apply(current.value());
            if (next.value().equals(current.value())) {
                return next.result();
            }
            switch (store.replace(id, next.value(), current.number())) {
                case CounterStore.Write.Replaced<T>(var written) -> {
                    lastSeen.put(id, new Seen<>(written, now));
                    return next.result();
                }
                case CounterStore.Write.LostRace<T>(var standing) -> current = note(id, standing, now);
            }
        }
        throw new IllegalStateException("Lost " + ATTEMPTS + " races in a row for a counter");
    }

    /** What stands, or stood this long ago at most. */
    public T read(String id, Instant now, Duration atMostOld) {
        Seen<T> cached = lastSeen.get(id);
        return cached != null && Duration.between(cached.at(), now).compareTo(atMostOld) <= 0
                ? cached.revision().value()
                : read(id, now).value();
    }

    private CounterStore.Revision<T> read(String id, Instant now) {
        return note(id, store.find(id).orElseGet(() -> new CounterStore.Revision<>(initial, 0)), now);
    }

    private CounterStore.Revision<T> note(String id, CounterStore.Revision<T> found, Instant now) {
        var adjusted = new CounterStore.Revision<>(asRead.apply(found.value()), found.number());
        lastSeen.put(id, new Seen<>(adjusted, now));
        return adjusted;
    }
}

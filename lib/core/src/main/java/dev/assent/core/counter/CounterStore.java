package dev.assent.core.counter;

import java.util.Optional;

/**
 * Small values under an id, each with a revision. What a value means, and every rule about it, is the value's own; the
 * store only sees to it that nobody overwrites what they did not see.
 *
 * @param <T> an immutable value
 */
public interface CounterStore<T> {

    /** The value under this id, read consistently; empty if there never was one. */
    Optional<Revision<T>> find(String id);

    /**
     * Replaces a value on condition that nobody did since it was seen.
     *
     * @param seen the revision that was seen; 0 if there was none
     * @return the new revision, or what stands instead
     */
    Write<T> replace(String id, T value, long seen);

    /**
     * A value and how often it was written.
     *
     * @param number from 1
     */
    record Revision<T>(T value, long number) {}

    /** What became of a replacement. */
    sealed interface Write<T> {

        /** It stands. */
        record Replaced<T>(Revision<T> revision) implements Write<T> {}

        /** Somebody else was first; this stands instead. */
        record LostRace<T>(Revision<T> current) implements Write<T> {}
    }
}

package dev.assent.testing;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property over many random cases and names the seed of the one that fails. */
public final class Properties {

    private Properties() {}

    /** Each case gets a generator of its own, seeded with {@code seed + case number}. */
    public static void forAll(long seed, int cases, Consumer<Random> property) {
        for (int number = 0; number < cases; number++) {
            try {
                property.accept(new Random(seed + number));
            } catch (Throwable e) {
                throw new AssertionError("Fails with seed " + (seed + number) + ": " + e.getMessage(), e);
            }
        }
    }
}

package dev.assent.core.consent;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The latest opt-out of one scope and origin, and the latest resumption of it. Whichever is later holds; a tie goes to
 * the opt-out.
 *
 * @param since when the person said stop, or null if only a resumption is known yet (they arrive in any order)
 * @param committedAt when Assent put it in force, in milliseconds
 * @param method by which road it came
 * @param resumedAt the latest resumption, or null
 */
public record Suppression(
        @Nullable Instant since,
        @Nullable Instant committedAt,
        @Nullable OptOutMethod method,
        @Nullable Instant resumedAt) {

    /** Which suppressions are counted apart. */
    public record Key(OptOutScope scope, ConsentFact.Origin origin) {}

    static final Suppression NONE = new Suppression(null, null, null, null);

    private static final Comparator<Suppression> ORDER = Comparator.comparing(
                    Suppression::since, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Suppression::method, Comparator.nullsFirst(Comparator.naturalOrder()));

    Suppression with(ConsentFact.OptOut optOut, Instant committedAt) {
        var stopped = new Suppression(optOut.at(), committedAt, optOut.method(), resumedAt);
        return ORDER.compare(stopped, this) > 0 ? stopped : this;
    }

    Suppression resumedAt(Instant at) {
        return resumedAt != null && !at.isAfter(resumedAt) ? this : new Suppression(since, committedAt, method, at);
    }

    /** Whether people it covers may not be written to. */
    public boolean isInForce() {
        return since != null && (resumedAt == null || !resumedAt.isAfter(since));
    }

    /** Whether it is in force and an opt-in of that moment does not lift it. */
    boolean outlasts(Instant optInAt) {
        return since != null && isInForce() && !optInAt.isAfter(since);
    }
}

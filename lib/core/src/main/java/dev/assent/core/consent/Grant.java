package dev.assent.core.consent;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The latest opt-in to one topic.
 *
 * @param at when the person agreed
 * @param recordId the consent record that proves it
 * @param wordingVersion the wording the person saw, or null where the method shows none
 * @param expiresAt when it must be renewed, or null for never
 */
public record Grant(
        Instant at,
        String recordId,
        OptInMethod method,
        @Nullable String wordingVersion,
        @Nullable Instant expiresAt) {

    // The record id only breaks ties, so that the same facts give the same state in any order.
    private static final Comparator<Grant> ORDER =
            Comparator.comparing(Grant::at).thenComparing(Grant::recordId);

    static Grant later(Grant one, Grant other) {
        return ORDER.compare(one, other) >= 0 ? one : other;
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}

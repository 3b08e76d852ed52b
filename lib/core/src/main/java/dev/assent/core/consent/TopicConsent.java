package dev.assent.core.consent;

import org.jspecify.annotations.Nullable;

/**
 * What is on record for one topic: the latest opt-in by the person's own act, and the latest imported one. They are
 * kept apart because an import never lifts an opt-out.
 *
 * @param own by the person's own act, or null
 * @param imported from a list, or null
 */
public record TopicConsent(@Nullable Grant own, @Nullable Grant imported) {

    static final TopicConsent NONE = new TopicConsent(null, null);

    TopicConsent with(Grant grant) {
        return grant.method().isOwnAct()
                ? new TopicConsent(own == null ? grant : Grant.later(own, grant), imported)
                : new TopicConsent(own, imported == null ? grant : Grant.later(imported, grant));
    }

    /** The opt-in that counts while nothing was stopped: the person's own before an imported one. */
    public Grant strongest() {
        if (own != null) {
            return own;
        }
        if (imported != null) {
            return imported;
        }
        throw new IllegalStateException("A topic is on record only once somebody opted in to it");
    }
}

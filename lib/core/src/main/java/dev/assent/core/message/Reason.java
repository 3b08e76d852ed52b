package dev.assent.core.message;

/** Why a message is not sent, or not yet. The order is that of the checks; the first denial counts. */
public enum Reason {
    INVALID_CONTENT(true),
    EXPIRED(true),
    CANCELLED(true),
    DUPLICATE(true),
    OPTED_OUT(true),
    NO_OPT_IN(true),
    TOPIC_NOT_CHOSEN(true),
    CONSENT_EXPIRED(true),
    IDENTITY_CHANGED(true),
    MINOR(true),
    DESTINATION_BLOCKED(true),
    NOT_ON_ALLOWLIST(true),
    DRY_RUN(true),
    WINDOW_CLOSED(true),

    REVIEW_PENDING(false),
    PAUSED_BY_OPERATOR(false),
    ACCOUNT_RESTRICTED(false),
    NUMBER_PAUSED(false),
    TEMPLATE_PAUSED(false),
    AGENT_CONVERSATION(false),
    RECIPIENT_COOL_OFF(false),
    QUIET_HOURS(false),
    FREQUENCY_CAP(false),
    PACING(false),
    PAIR_RATE(false),
    MESSAGING_LIMIT_REACHED(false);

    private final boolean denial;

    Reason(boolean denial) {
        this.denial = denial;
    }

    /** Whether the message is never sent (else it is sent later). */
    public boolean isDenial() {
        return denial;
    }
}

package dev.assent.core.message;

/**
 * What became of a message. Webhooks arrive in any order, so a state that stems from them only ever replaces one of
 * lower {@link #rank()}.
 */
public enum MessageState {
    QUEUED(0),
    DEFERRED(0),
    WITHHELD(9),
    /** The claim stands and the request may be on its way. */
    SENDING(2),
    /** The request may have reached the person; nobody knows. Never repeated for marketing. */
    UNKNOWN(3),
    SENT(4),
    FAILED(5),
    DELIVERED(6),
    READ(7);

    private final int rank;

    MessageState(int rank) {
        this.rank = rank;
    }

    /** How far along the message is, 0 to 9. */
    public int rank() {
        return rank;
    }
}

package dev.assent.core.control;

import dev.assent.core.message.OutboundMessage;

/**
 * What an operator can stop.
 *
 * @param id the phone number id or campaign id; empty for ALL and MARKETING
 */
public record Brake(What what, String id) {

    /** How much of the traffic it stops. */
    public enum What {
        ALL,
        MARKETING,
        NUMBER,
        CAMPAIGN;

        /** Whether it needs to be told which one. */
        public boolean namesOne() {
            return this == NUMBER || this == CAMPAIGN;
        }
    }

    /** Whether this message must wait; the confirmation of an opt-out leaves under every brake but ALL and its number's. */
    boolean stops(OutboundMessage message, boolean marketing) {
        return switch (what) {
            case ALL -> true;
            case MARKETING -> marketing;
            case NUMBER -> id.equals(message.from());
            case CAMPAIGN -> id.equals(message.id().campaignId());
        };
    }

    /** One word, such as {@code NUMBER:100000000000001}. */
    public String key() {
        return id.isEmpty() ? what.name() : what.name() + ":" + id;
    }
}

package dev.assent.core.catalogue;

/** Meta's template categories; they decide which consent a template message needs. */
public enum Category {
    /** Offers, news, invitations: needs an opt-in to its topic. */
    MARKETING,
    /** Follow-ups to what the person did or ordered: needs an opt-in to its topic. */
    UTILITY,
    /** One-time codes: needs any opt-in. */
    AUTHENTICATION
}

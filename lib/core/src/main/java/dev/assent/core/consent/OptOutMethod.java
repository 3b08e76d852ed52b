package dev.assent.core.consent;

/** By which road an opt-out came (D1). */
public enum OptOutMethod {
    KEYWORD,
    REQUEST,
    BUTTON,
    PLATFORM,
    PROVIDER_ERROR,
    PREFERENCE_PAGE,
    API,
    CALL_CENTER,
    EMAIL,
    IMPORT,
    NO_ANSWER,
    COMPLAINT;

    /** Whether WhatsApp told us rather than the person; only these are lifted by WhatsApp's own "resume". */
    public boolean isFromPlatform() {
        return this == PLATFORM || this == PROVIDER_ERROR;
    }
}

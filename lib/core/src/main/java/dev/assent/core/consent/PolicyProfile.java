package dev.assent.core.consent;

import java.util.Locale;

/** Which of WhatsApp's opt-in policies is applied (A2). */
public enum PolicyProfile {
    /** Today's: consent by any road, business named, an active act. */
    CURRENT,
    /** Before 19 July 2020: consent outside WhatsApp, WhatsApp named, the person can edit the number. */
    STRICT_THIRD_PARTY;

    /** Reads the parameter PolicyProfile: {@code current} or {@code strict-third-party}. */
    public static PolicyProfile read(String parameter) {
        return valueOf(parameter.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

package dev.assent.core.send;

import dev.assent.core.contact.PhoneNumber;
import java.util.Set;

/**
 * Who may be reached from this deployment at all.
 *
 * @param kind LIVE in production
 * @param testNumbers who may be reached under ALLOWLIST
 */
public record SendMode(Kind kind, Set<PhoneNumber> testNumbers) {

    /** LIVE: everyone. ALLOWLIST: the test numbers. DRY_RUN: nobody. */
    public enum Kind {
        LIVE,
        ALLOWLIST,
        DRY_RUN
    }

    /** Everyone may be reached. */
    public static final SendMode LIVE = new SendMode(Kind.LIVE, Set.of());

    /** Copies the numbers. */
    public SendMode {
        testNumbers = Set.copyOf(testNumbers);
    }

    /** Whether ALLOWLIST reaches this number, in whichever way it is written. */
    boolean reaches(PhoneNumber phone) {
        return testNumbers.stream().anyMatch(it -> it.canonical().equals(phone.canonical()));
    }
}

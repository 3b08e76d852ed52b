package dev.assent.core.send;

import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What one rule says about a message.
 *
 * @param name the rule's
 * @param why one sentence, without anything personal
 */
public record Check(String name, SendDecision verdict, String why) {

    static Check passed(String name, String why) {
        return new Check(name, new SendDecision.Allowed(), why);
    }

    static Check denied(String name, Reason reason, String why) {
        return new Check(name, new SendDecision.Denied(reason), why);
    }

    static Check deferred(String name, Reason reason, Instant notBefore, String why) {
        return new Check(name, new SendDecision.Deferred(notBefore, reason), why);
    }

    /** The verdict of all rules together: the first denial by {@link Reason}'s order, else the latest deferral. */
    public static SendDecision verdictOf(List<Check> checks) {
        var denial = checks.stream()
                .map(Check::verdict)
                .filter(SendDecision.Denied.class::isInstance)
                .map(SendDecision.Denied.class::cast)
                .min(Comparator.comparing(SendDecision.Denied::reason));
        if (denial.isPresent()) {
            return denial.get();
        }
        return checks.stream()
                .map(Check::verdict)
                .filter(SendDecision.Deferred.class::isInstance)
                .map(SendDecision.Deferred.class::cast)
                .max(Comparator.comparing(SendDecision.Deferred::notBefore))
                .<SendDecision>map(it -> it)
                .orElseGet(SendDecision.Allowed::new);
    }
}

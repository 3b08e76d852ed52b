package dev.assent.core.send;

import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What is kept with a message about why it was sent, or was not: enough to explain it years later. */
public final class DecisionRecord {

    /** Marks the second sending of a message whose first one's fate is unknown. */
    static final String RESEND = "resend";

    /** The category that counted; only templates have one. */
    static final String CATEGORY = "category";

    /** The customer service window that was open. */
    static final String WINDOW = "windowOpenedAt";

    private DecisionRecord() {}

    static Map<String, String> of(SendFacts facts, Instant slot, Instant now) {
        Map<String, String> record = begin(now);
        record.put("slot", slot.toString());
        SendRules.category(facts).ifPresent(it -> record.put(CATEGORY, it.name()));
        SendRules.grant(facts, now).ifPresent(grant -> {
            record.put("consentRecordId", grant.recordId());
            record.put("consentMethod", grant.method().name());
            if (grant.wordingVersion() != null) {
                record.put("wordingVersion", grant.wordingVersion());
            }
        });
        facts.person()
                .window(facts.message().from())
                .filter(it -> it.isOpenAt(now))
                .ifPresent(it -> record.put(WINDOW, it.openedAt().toString()));
        if (facts.limit() instanceof Headroom.Place(var bucket)
                && SendRules.needsPlace(facts.message(), facts.person(), now)) {
            record.put("messagingLimitBucket", Long.toString(bucket));
        }
        return record;
    }

    /** A decision against a message. */
    public static Map<String, String> of(Reason reason, Instant now) {
        Map<String, String> record = begin(now);
        record.put("reason", reason.name());
        return record;
    }

    static Map<String, String> of(SendResult.TryLater answer, Instant now) {
        Map<String, String> record = of(answer.reason(), now);
        record.put("provider", answer.didNotLeave() ? "not reached" : "error " + answer.errorCode());
        return record;
    }

    private static Map<String, String> begin(Instant now) {
        Map<String, String> record = new HashMap<>();
        record.put("decidedAt", now.toString());
        record.put("rules", SendRules.VERSION);
        return record;
    }
}

package dev.assent.core.consent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something a person did about being written to. Facts may arrive twice and in any order; the same set of facts always
 * leads to the same state.
 */
public sealed interface ConsentFact {

    /** Names the fact; a second one with the same id is the same fact. */
    String factId();

    /** When the person did it, in whole seconds: webhooks know no more. */
    Instant at();

    /** What kind of ledger row the fact makes. */
    String kind();

    /** Everything that proves the fact, as the ledger keeps it. Personal; erasable. */
    SortedMap<String, String> content();

    /**
     * The person agreed.
     *
     * @param recordId names the consent record to the caller and in decision records
     * @param brand the brand they agreed to hear from
     * @param topics the topics they chose
     */
    record OptIn(
            String factId,
            Instant at,
            String recordId,
            String brand,
            Set<String> topics,
            OptInMethod method,
            Evidence evidence,
            @Nullable Instant expiresAt)
            implements ConsentFact {

        /** Cuts the time to whole seconds. */
        public OptIn {
            at = at.truncatedTo(ChronoUnit.SECONDS);
            topics = Set.copyOf(topics);
        }

        @Override
        public String kind() {
            return "OPT_IN";
        }

        @Override
        public SortedMap<String, String> content() {
            SortedMap<String, String> content = new TreeMap<>(evidence.fields());
            content.put("recordId", recordId);
            content.put("brand", brand);
            content.put("topics", String.join(",", topics.stream().sorted().toList()));
            content.put("method", method.name());
            if (expiresAt != null) {
                content.put("expiresAt", expiresAt.toString());
            }
            return content;
        }
    }

    /**
     * The person, or WhatsApp for them, said stop.
     *
     * @param detail what exactly was said, or null
     */
    record OptOut(
            String factId,
            Instant at,
            OptOutScope scope,
            OptOutMethod method,
            @Nullable String detail) implements ConsentFact {

        /** Cuts the time to whole seconds. */
        public OptOut {
            at = at.truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public String kind() {
            return "OPT_OUT";
        }

        @Override
        public SortedMap<String, String> content() {
            SortedMap<String, String> content = new TreeMap<>();
            content.put("scope", scope.kind().name());
            content.put("method", method.name());
            putIfKnown(content, "topic", scope.topic());
            putIfKnown(content, "brand", scope.brand());
            putIfKnown(content, "detail", detail);
            return content;
        }
    }

    /**
     * What was stopped goes on: the person said START (restores what the last STOP took), or WhatsApp reported "resume"
     * (lifts WhatsApp's own stop and nothing else).
     *
     * @param origin who had said stop, and now says go on
     * @param detail what exactly was said, or null
     */
    record Resumption(
            String factId,
            Instant at,
            Origin origin,
            @Nullable String detail) implements ConsentFact {

        /** Cuts the time to whole seconds. */
        public Resumption {
            at = at.truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public String kind() {
            return "RESUMPTION";
        }

        @Override
        public SortedMap<String, String> content() {
            SortedMap<String, String> content = new TreeMap<>();
            content.put("origin", origin.name());
            putIfKnown(content, "detail", detail);
            return content;
        }
    }

    /** Who an opt-out or resumption stems from. */
    enum Origin {
        PERSON,
        PLATFORM
    }

    private static void putIfKnown(SortedMap<String, String> content, String field, @Nullable String value) {
        if (value != null) {
            content.put(field, value);
        }
    }
}

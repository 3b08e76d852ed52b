package dev.assent.core.consent;

import dev.assent.core.catalogue.Category;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a person said about being written to, folded into one small value: per topic the latest opt-ins, per scope
 * the latest opt-out. Each entry only ever moves forward in the facts' own time, so duplicates and reordering change
 * nothing.
 *
 * @param topics what was opted in to
 * @param suppressions what was opted out of
 */
public record ConsentRecords(Map<TopicOfBrand, TopicConsent> topics, Map<Suppression.Key, Suppression> suppressions) {

    private static final Suppression.Key STOP = new Suppression.Key(OptOutScope.ALL, ConsentFact.Origin.PERSON);

    /** Nobody said anything yet. */
    public static final ConsentRecords NONE = new ConsentRecords(Map.of(), Map.of());

    /** Copies its maps. */
    public ConsentRecords {
        topics = Map.copyOf(topics);
        suppressions = Map.copyOf(suppressions);
    }

    /** These records and one more fact, which took effect at {@code committedAt}. */
    public ConsentRecords with(ConsentFact fact, Instant committedAt) {
        return switch (fact) {
            case ConsentFact.OptIn optIn -> withOptIn(optIn);
            case ConsentFact.OptOut optOut -> withOptOut(optOut, committedAt);
            case ConsentFact.Resumption resumption -> withResumption(resumption);
        };
    }

    private ConsentRecords withOptIn(ConsentFact.OptIn optIn) {
        Map<TopicOfBrand, TopicConsent> changed = new HashMap<>(topics);
        var grant = new Grant(
                optIn.at(),
                optIn.recordId(),
                optIn.method(),
                optIn.evidence().field("wordingVersion").orElse(null),
                optIn.expiresAt());
        for (String topic : optIn.topics()) {
            var subject = new TopicOfBrand(optIn.brand(), topic);
            changed.put(
                    subject, changed.getOrDefault(subject, TopicConsent.NONE).with(grant));
        }
        return new ConsentRecords(changed, suppressions);
    }

    private ConsentRecords withOptOut(ConsentFact.OptOut optOut, Instant committedAt) {
        var origin = optOut.method().isFromPlatform() ? ConsentFact.Origin.PLATFORM : ConsentFact.Origin.PERSON;
        var key = new Suppression.Key(optOut.scope(), origin);
        Map<Suppression.Key, Suppression> changed = new HashMap<>(suppressions);
        changed.put(key, changed.getOrDefault(key, Suppression.NONE).with(optOut, committedAt));
        return new ConsentRecords(topics, changed);
    }

    private ConsentRecords withResumption(ConsentFact.Resumption resumption) {
        var scope =
                switch (resumption.origin()) {
                    case PERSON -> OptOutScope.ALL;
                    case PLATFORM -> OptOutScope.MARKETING;
                };
        var key = new Suppression.Key(scope, resumption.origin());
        Map<Suppression.Key, Suppression> changed = new HashMap<>(suppressions);
        changed.put(key, changed.getOrDefault(key, Suppression.NONE).resumedAt(resumption.at()));
        return new ConsentRecords(topics, changed);
    }

    /** How the person stands to messages of this category about this topic. */
    public Standing standing(Category category, TopicOfBrand subject, Instant now) {
        TopicConsent consent = topics.get(subject);
        Optional<Instant> stopped = stoppedAt(category, subject, consent);
        if (stopped.isPresent()) {
            return new Standing.OptedOut(stopped.get());
        }
        if (consent == null) {
            return topics.isEmpty() ? new Standing.NeverAsked() : new Standing.TopicNotChosen();
        }
        Grant grant = consent.strongest();
        return grant.expiresAt() != null && grant.isExpiredAt(now)
                ? new Standing.Expired(grant.expiresAt())
                : new Standing.OptedIn(grant);
    }

    private Optional<Instant> stoppedAt(
            Category category, TopicOfBrand subject, @org.jspecify.annotations.Nullable TopicConsent consent) {
        // Only the person's own act lifts an opt-out; an import counts as if it had never come.
        Instant optedInAt = consent == null || consent.own() == null
                ? Instant.MIN
                : consent.own().at();
        return inForce().entrySet().stream()
                .filter(it -> it.getKey().scope().covers(category, subject))
                .map(Map.Entry::getValue)
                .filter(it -> it.outlasts(optedInAt))
                .map(Suppression::since)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }

    /** The opt-outs that hold. A START lifts every earlier STOP of the person, also one that named a brand. */
    public Map<Suppression.Key, Suppression> inForce() {
        Optional<Instant> lastStart =
                Optional.ofNullable(suppressions.get(STOP)).map(Suppression::resumedAt);
        Map<Suppression.Key, Suppression> holding = new HashMap<>();
        suppressions.forEach((key, suppression) -> {
            boolean stopsAll = key.scope().kind() == OptOutScope.Kind.ALL && key.origin() == STOP.origin();
            Suppression effective =
                    stopsAll ? lastStart.map(suppression::resumedAt).orElse(suppression) : suppression;
            if (effective.isInForce()) {
                holding.put(key, effective);
            }
        });
        return holding;
    }

    /** When the person last said stop to everything from this brand; empty if they did not, or said START later. */
    public Optional<Instant> stoppedEverythingAt(String brand) {
        return inForce().entrySet().stream()
                .filter(it -> it.getKey().scope().kind() == OptOutScope.Kind.ALL)
                .filter(it -> it.getKey().scope().brand() == null
                        || brand.equals(it.getKey().scope().brand()))
                .map(Map.Entry::getValue)
                .map(Suppression::since)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }
}

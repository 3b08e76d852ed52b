package dev.assent.consentcapture;

import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Topic;
import dev.assent.core.consent.Grant;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.consent.Standing;
import dev.assent.core.consent.Suppression;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.person.PersonState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person as the API shows them. */
final class ContactView {

    private ContactView() {}

    static Map<String, Object> of(PersonState person, Catalogue catalogue, Instant now) {
        Map<String, Object> identities = new LinkedHashMap<>();
        Optional.ofNullable(person.phone()).ifPresent(it -> identities.put("phone", it.e164()));
        Optional.ofNullable(person.userId()).ifPresent(it -> identities.put("userId", it.value()));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("contactId", person.id().value());
        view.put("identities", identities);
        view.put("consents", consents(person, catalogue, now));
        view.put("suppressions", suppressions(person));
        view.put(
                "windows",
                person.windows().entrySet().stream()
                        .map(it -> Map.of(
                                "phoneNumberId", it.getKey(),
                                "openedAt", it.getValue().openedAt(),
                                "closesAt", it.getValue().closesAt()))
                        .toList());
        view.put("held", null);
        return view;
    }

    static List<Map<String, Object>> consents(PersonState person, Catalogue catalogue, Instant now) {
        return person.consent().topics().entrySet().stream()
                .sorted(java.util.Comparator.comparing(it -> it.getKey().topic()))
                .map(it -> {
                    Grant grant = it.getValue().strongest();
                    Map<String, Object> consent = new LinkedHashMap<>();
                    consent.put("topic", it.getKey().topic());
                    consent.put("brand", it.getKey().brand());
                    describe(standing(person, it.getKey(), catalogue, now), consent);
                    consent.put("expiresAt", grant.expiresAt());
                    return consent;
                })
                .toList();
    }

    private static Standing standing(PersonState person, TopicOfBrand subject, Catalogue catalogue, Instant now) {
        Category category = Optional.ofNullable(catalogue.topics().get(subject.topic()))
                .map(Topic::category)
                .orElse(Category.MARKETING);
        return person.consent().standing(category, subject, now);
    }

    private static void describe(Standing standing, Map<String, Object> view) {
        switch (standing) {
            case Standing.OptedIn(var grant) -> {
                view.put("state", "OPTED_IN");
                view.put("since", grant.at());
            }
            case Standing.OptedOut(var since) -> {
                view.put("state", "OPTED_OUT");
                view.put("since", since);
            }
            case Standing.Expired(var expiredAt) -> {
                view.put("state", "EXPIRED");
                view.put("since", expiredAt);
            }
            case Standing.NeverAsked _, Standing.TopicNotChosen _ ->
                throw new IllegalStateException("A topic on record was asked for and chosen");
        }
    }

    static List<Map<String, Object>> suppressions(PersonState person) {
        return person.consent().inForce().entrySet().stream()
                .map(it -> suppression(it.getKey().scope(), it.getValue()))
                .toList();
    }

    private static Map<String, Object> suppression(OptOutScope scope, Suppression suppression) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("scope", scope.kind());
        view.put("topic", scope.topic());
        view.put("brand", scope.brand());
        view.put("since", suppression.since());
        view.put("committedAt", suppression.committedAt());
        view.put("method", suppression.method());
        return view;
    }
}

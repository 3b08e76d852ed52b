package dev.assent.aws;

import static dev.assent.aws.Attributes.millis;
import static dev.assent.aws.Attributes.number;
import static dev.assent.aws.Attributes.seconds;
import static dev.assent.aws.Attributes.string;

import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.ConsentRecords;
import dev.assent.core.consent.Grant;
import dev.assent.core.consent.Ledger;
import dev.assent.core.consent.OptInMethod;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.consent.Suppression;
import dev.assent.core.consent.TopicConsent;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.contact.WhatsAppUserId;
import dev.assent.core.message.MessageId;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Circumstances;
import dev.assent.core.person.Claim;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.Sends;
import dev.assent.core.window.CustomerServiceWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A person's state as an item of ConsentTable, and back. Times of facts are seconds, our own are milliseconds. */
final class PersonItem {

    private PersonItem() {}

    /** Every attribute but the key and {@code rev}; those whose value is null are to be removed. */
    static Map<String, Optional<AttributeValue>> attributes(PersonState person) {
        Map<String, Optional<AttributeValue>> item = new HashMap<>();
        item.put("phone", Optional.ofNullable(person.phone()).map(it -> string(it.e164())));
        item.put("userId", Optional.ofNullable(person.userId()).map(it -> string(it.value())));
        item.put("topics", Optional.of(topics(person.consent())));
        item.put("suppressions", Optional.of(suppressions(person.consent())));
        item.put("windows", Optional.of(map(person.windows(), it -> seconds(it.openedAt()))));
        Sends sends = person.sends();
        item.put("lastAt", Optional.of(map(sends.lastAt(), Attributes::millis)));
        item.put(
                "claims",
                Optional.of(AttributeValue.fromM(sends.claims().entrySet().stream()
                        .collect(Collectors.toMap(it -> it.getKey().value(), it -> claim(it.getValue()))))));
        item.put("charge", Optional.ofNullable(sends.charge()).map(PersonItem::charge));
        item.put(
                "marketingAt",
                Optional.of(sends.marketingAt())
                        .filter(it -> !it.isEmpty())
                        .map(it -> AttributeValue.fromL(
                                it.stream().map(Attributes::millis).toList())));
        item.put("coolOffUntil", Optional.ofNullable(sends.coolOffUntil()).map(Attributes::millis));
        item.put("confirmedStopAt", Optional.ofNullable(sends.confirmedStopAt()).map(Attributes::seconds));
        Circumstances circumstances = person.circumstances();
        item.put("zone", Optional.ofNullable(circumstances.zone()).map(it -> string(it.getId())));
        item.put("minor", Optional.of(circumstances.minor()).filter(it -> it).map(AttributeValue::fromBool));
        item.put("reviewSince", Optional.ofNullable(circumstances.reviewSince()).map(Attributes::seconds));
        item.put("agentUntil", Optional.ofNullable(circumstances.agentUntil()).map(Attributes::millis));
        item.put("movedTo", Optional.ofNullable(person.movedTo()).map(it -> string(it.value())));
        item.put("ledgerSeq", Optional.of(number(person.ledger().seq())));
        item.put("ledgerHash", Optional.of(string(person.ledger().hash())));
        return item;
    }

    static PersonState read(PersonId id, Map<String, AttributeValue> item) {
        return new PersonState(
                id,
                Optional.ofNullable(Attributes.stringOrNull(item, "phone"))
                        .map(PhoneNumber::new)
                        .orElse(null),
                Optional.ofNullable(Attributes.stringOrNull(item, "userId"))
                        .map(WhatsAppUserId::new)
                        .orElse(null),
                consent(item),
                mapOf(item, "windows").entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                it -> new CustomerServiceWindow(Instant.ofEpochSecond(longOf(it.getValue()))))),
                sends(item),
                circumstances(item),
                Optional.ofNullable(Attributes.stringOrNull(item, "movedTo"))
                        .map(PersonId::new)
                        .orElse(null),
                new Ledger.Head(number(item, "ledgerSeq"), string(item, "ledgerHash")),
                number(item, "rev"));
    }

    private static Sends sends(Map<String, AttributeValue> item) {
        AttributeValue charge = item.get("charge");
        return new Sends(
                mapOf(item, "lastAt").entrySet().stream()
                        .collect(
                                Collectors.toMap(Map.Entry::getKey, it -> Instant.ofEpochMilli(longOf(it.getValue())))),
                mapOf(item, "claims").entrySet().stream()
                        .collect(Collectors.toMap(it -> new MessageId(it.getKey()), it -> readClaim(it.getValue()))),
                charge == null
                        ? null
                        : new Charge(
                                number(charge.m(), "bucket"),
                                Optional.ofNullable(Attributes.stringOrNull(charge.m(), "sole"))
                                        .map(MessageId::new)
                                        .orElse(null)),
                listOf(item, "marketingAt").stream()
                        .map(it -> Instant.ofEpochMilli(longOf(it)))
                        .toList(),
                Attributes.millisOrNull(item, "coolOffUntil"),
                Attributes.secondsOrNull(item, "confirmedStopAt"));
    }

    private static Circumstances circumstances(Map<String, AttributeValue> item) {
        return new Circumstances(
                Optional.ofNullable(Attributes.stringOrNull(item, "zone"))
                        .map(ZoneId::of)
                        .orElse(null),
                item.containsKey("minor"),
                Attributes.secondsOrNull(item, "reviewSince"),
                Attributes.millisOrNull(item, "agentUntil"));
    }

    private static AttributeValue charge(Charge charge) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("bucket", number(charge.bucket()));
        if (charge.sole() != null) {
            item.put("sole", string(charge.sole().value()));
        }
        return AttributeValue.fromM(item);
    }

    private static AttributeValue topics(ConsentRecords consent) {
        return AttributeValue.fromL(consent.topics().entrySet().stream()
                .map(it -> {
                    Map<String, AttributeValue> topic = new HashMap<>();
                    topic.put("brand", string(it.getKey().brand()));
                    topic.put("topic", string(it.getKey().topic()));
                    putGrant(topic, "own", it.getValue().own());
                    putGrant(topic, "imported", it.getValue().imported());
                    return AttributeValue.fromM(topic);
                })
                .toList());
    }

    private static void putGrant(Map<String, AttributeValue> topic, String name, @Nullable Grant grant) {
        if (grant != null) {
            Map<String, AttributeValue> item = new HashMap<>();
            item.put("at", seconds(grant.at()));
            item.put("recordId", string(grant.recordId()));
            item.put("method", string(grant.method().name()));
            if (grant.wordingVersion() != null) {
                item.put("wordingVersion", string(grant.wordingVersion()));
            }
            if (grant.expiresAt() != null) {
                item.put("expiresAt", seconds(grant.expiresAt()));
            }
            topic.put(name, AttributeValue.fromM(item));
        }
    }

    private static AttributeValue suppressions(ConsentRecords consent) {
        return AttributeValue.fromL(consent.suppressions().entrySet().stream()
                .map(it -> {
                    Map<String, AttributeValue> item = new HashMap<>();
                    OptOutScope scope = it.getKey().scope();
                    item.put("scope", string(scope.kind().name()));
                    putString(item, "topic", scope.topic());
                    putString(item, "brand", scope.brand());
                    item.put("origin", string(it.getKey().origin().name()));
                    Suppression suppression = it.getValue();
                    Optional.ofNullable(suppression.since()).ifPresent(at -> item.put("since", seconds(at)));
                    Optional.ofNullable(suppression.committedAt()).ifPresent(at -> item.put("committedAt", millis(at)));
                    Optional.ofNullable(suppression.method()).ifPresent(by -> item.put("method", string(by.name())));
                    Optional.ofNullable(suppression.resumedAt()).ifPresent(at -> item.put("resumedAt", seconds(at)));
                    return AttributeValue.fromM(item);
                })
                .toList());
    }

    private static ConsentRecords consent(Map<String, AttributeValue> item) {
        Map<TopicOfBrand, TopicConsent> topics = new HashMap<>();
        for (AttributeValue entry : listOf(item, "topics")) {
            topics.put(
                    new TopicOfBrand(string(entry.m(), "brand"), string(entry.m(), "topic")),
                    new TopicConsent(readGrant(entry.m(), "own"), readGrant(entry.m(), "imported")));
        }
        Map<Suppression.Key, Suppression> suppressions = new HashMap<>();
        for (AttributeValue entry : listOf(item, "suppressions")) {
            Map<String, AttributeValue> suppression = entry.m();
            suppressions.put(
                    new Suppression.Key(
                            new OptOutScope(
                                    OptOutScope.Kind.valueOf(string(suppression, "scope")),
                                    Attributes.stringOrNull(suppression, "topic"),
                                    Attributes.stringOrNull(suppression, "brand")),
                            ConsentFact.Origin.valueOf(string(suppression, "origin"))),
                    new Suppression(
                            Attributes.secondsOrNull(suppression, "since"),
                            Attributes.millisOrNull(suppression, "committedAt"),
                            Optional.ofNullable(Attributes.stringOrNull(suppression, "method"))
                                    .map(OptOutMethod::valueOf)
                                    .orElse(null),
                            Attributes.secondsOrNull(suppression, "resumedAt")));
        }
        return new ConsentRecords(topics, suppressions);
    }

    private static @Nullable Grant readGrant(Map<String, AttributeValue> topic, String name) {
        AttributeValue item = topic.get(name);
        return item == null
                ? null
                : new Grant(
                        seconds(item.m(), "at"),
                        string(item.m(), "recordId"),
                        OptInMethod.valueOf(string(item.m(), "method")),
                        Attributes.stringOrNull(item.m(), "wordingVersion"),
                        Attributes.secondsOrNull(item.m(), "expiresAt"));
    }

    private static AttributeValue claim(Claim claim) {
        return AttributeValue.fromM(
                Map.of("attempt", number(claim.attempt()), "at", millis(claim.at()), "by", string(claim.by())));
    }

    private static Claim readClaim(AttributeValue item) {
        return new Claim(
                (int) number(item.m(), "attempt"),
                millis(item.m(), "at"),
                Optional.ofNullable(Attributes.stringOrNull(item.m(), "by")).orElse(""));
    }

    private static <T> AttributeValue map(Map<String, T> values, java.util.function.Function<T, AttributeValue> write) {
        return AttributeValue.fromM(values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> write.apply(it.getValue()))));
    }

    private static Map<String, AttributeValue> mapOf(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::m).orElse(Map.of());
    }

    private static List<AttributeValue> listOf(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::l).orElse(List.of());
    }

    private static long longOf(AttributeValue value) {
        return Long.parseLong(value.n());
    }

    private static void putString(Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, string(value));
        }
    }
}

package dev.assent.core.send;

import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.Standing;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import dev.assent.core.person.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rules: facts in, checks out. The gate and {@code permission-checks} ask the same ones, so what the API explains is
 * what the worker does.
 */
public final class SendRules {

    /** Names the rules in decision records; changes whenever their meaning does. */
    public static final String VERSION = "2026-11-21";

    /** Meta's pair rate: one message per 6 s from one business number to one person (error 131056). */
    public static final Duration PAIR_INTERVAL = Duration.ofSeconds(6);

    private static final int LONGEST_TEXT = 4096;
    private static final int UNSETTLED_CLAIMS = 8;

    // A window must outlive the request, or the message would count against the limit after all.
    private static final Duration WINDOW_GUARD = Duration.ofSeconds(60);

    private final Catalogue catalogue;
    private final SendMode mode;

    /** The rules of this deployment. */
    public SendRules(Catalogue catalogue, SendMode mode) {
        this.catalogue = catalogue;
        this.mode = mode;
    }

    /** What every rule says, in the order of the reasons. */
    public List<Check> check(SendFacts facts, Instant now) {
        return List.of(
                content(facts.message()),
                expiry(facts.message(), now),
                consent(facts, now),
                identity(facts.person()),
                destination(facts.person()),
                window(facts, now),
                claims(facts, now),
                pairRate(facts, now),
                messagingLimit(facts, now));
    }

    private Check content(OutboundMessage message) {
        return switch (message.content()) {
            case MessageContent.Text(var body)
            when body.isBlank() || body.length() > LONGEST_TEXT ->
                Check.denied("content", Reason.INVALID_CONTENT, "A text has 1 to 4096 characters.");
            case MessageContent.Text _ -> Check.passed("content", "The text has a permitted length.");
            case MessageContent.Template template -> templateContent(template);
        };
    }

    private Check templateContent(MessageContent.Template template) {
        if (template.parameters().stream().anyMatch(String::isBlank)) {
            return Check.denied("content", Reason.INVALID_CONTENT, "A template parameter is empty.");
        }
        return catalogue
                .template(template.name(), template.language())
                .filter(known -> known.bodyParameters() != template.parameters().size())
                .map(known -> Check.denied(
                        "content",
                        Reason.INVALID_CONTENT,
                        "The template takes " + known.bodyParameters() + " parameters."))
                .orElseGet(() -> Check.passed("content", "The template's parameters are complete."));
    }

    private static Check expiry(OutboundMessage message, Instant now) {
        return message.notAfter() != null && now.isAfter(message.notAfter())
                ? Check.denied("expiry", Reason.EXPIRED, "It was to be sent by " + message.notAfter() + ".")
                : Check.passed("expiry", "It is still wanted.");
    }

    private static Check consent(SendFacts facts, Instant now) {
        return switch (facts.message().content()) {
            case MessageContent.Template template
            when template.category() == Category.AUTHENTICATION -> consentToCodes(facts);
            case MessageContent.Template template -> consentToTopic(facts, template, now);
            case MessageContent.Text _ -> consentToFreeForm(facts);
        };
    }

    private static Check consentToTopic(SendFacts facts, MessageContent.Template template, Instant now) {
        var subject = new TopicOfBrand(facts.message().brand(), template.topic());
        return switch (facts.person().consent().standing(template.category(), subject, now)) {
            case Standing.OptedIn(var grant) ->
                Check.passed("consent", "Opted in to " + template.topic() + " at " + grant.at() + ".");
            case Standing.OptedOut(var since) ->
                Check.denied("consent", Reason.OPTED_OUT, "Opted out at " + since + ".");
            case Standing.NeverAsked() ->
                Check.denied("consent", Reason.NO_OPT_IN, "There is no opt-in of this person.");
            case Standing.TopicNotChosen() ->
                Check.denied("consent", Reason.TOPIC_NOT_CHOSEN, "Opted in, but not to " + template.topic() + ".");
            case Standing.Expired(var expiredAt) ->
                Check.denied("consent", Reason.CONSENT_EXPIRED, "The opt-in ended at " + expiredAt + ".");
        };
    }

    private static Check consentToCodes(SendFacts facts) {
        Optional<Instant> stopped =
                facts.person().consent().stoppedEverythingAt(facts.message().brand());
        Instant requestedAt = facts.message().requestedAt();
        if (stopped.isPresent() && (requestedAt == null || !requestedAt.isAfter(stopped.get()))) {
            return Check.denied("consent", Reason.OPTED_OUT, "Opted out, and asked for no code since.");
        }
        return facts.person().consent().topics().isEmpty()
                ? Check.denied("consent", Reason.NO_OPT_IN, "There is no opt-in of this person.")
                : Check.passed("consent", "Any opt-in suffices for a one-time code.");
    }

    private static Check consentToFreeForm(SendFacts facts) {
        Optional<Instant> stopped =
                facts.person().consent().stoppedEverythingAt(facts.message().brand());
        Instant confirms = facts.message().confirmsStopAt();
        if (confirms != null) {
            return confirmation(
                    confirms, stopped, Optional.ofNullable(facts.person().confirmedStopAt()));
        }
        boolean wroteSince = stopped.isPresent()
                && facts.person()
                        .window(facts.message().from())
                        .filter(it -> it.openedAt().isAfter(stopped.get()))
                        .isPresent();
        return stopped.isPresent() && !wroteSince
                ? Check.denied(
                        "consent", Reason.OPTED_OUT, "Opted out at " + stopped.get() + " and did not write since.")
                : Check.passed("consent", "A free-form answer needs no opt-in.");
    }

    private static Check confirmation(Instant confirms, Optional<Instant> stopped, Optional<Instant> confirmed) {
        if (!stopped.equals(Optional.of(confirms))) {
            return Check.denied("consent", Reason.CANCELLED, "The opt-out it confirms is no longer the last word.");
        }
        return confirmed.equals(stopped)
                ? Check.denied("consent", Reason.DUPLICATE, "This opt-out was confirmed already.")
                : Check.passed("consent", "It is the one confirmation of an opt-out.");
    }

    private static Check identity(PersonState person) {
        return person.phone() == null && person.userId() == null
                ? Check.denied("identity", Reason.IDENTITY_CHANGED, "There is no way to reach this person.")
                : Check.passed("identity", "The person can be reached.");
    }

    private Check destination(PersonState person) {
        return switch (mode.kind()) {
            case LIVE -> Check.passed("destination", "This deployment sends to everyone.");
            case DRY_RUN -> Check.denied("destination", Reason.DRY_RUN, "This deployment sends to nobody.");
            case ALLOWLIST ->
                person.phone() != null && mode.testNumbers().contains(person.phone())
                        ? Check.passed("destination", "It is one of the test numbers.")
                        : Check.denied("destination", Reason.NOT_ON_ALLOWLIST, "It is none of the test numbers.");
        };
    }

    private static Check window(SendFacts facts, Instant now) {
        if (facts.message().content() instanceof MessageContent.Template) {
            return Check.passed("window", "A template message needs no customer service window.");
        }
        return facts.person()
                .window(facts.message().from())
                .filter(it -> it.isOpenAt(now))
                .map(it -> Check.passed("window", "The customer service window is open until " + it.closesAt() + "."))
                .orElseGet(() -> Check.denied("window", Reason.WINDOW_CLOSED, "No customer service window is open."));
    }

    private static Check claims(SendFacts facts, Instant now) {
        Claim own = facts.person().claims().get(facts.message().id());
        if (own != null && own.attempt() >= facts.message().attempt() && own.isLiveAt(now)) {
            return Check.deferred(
                    "claims", Reason.PAIR_RATE, own.at().plus(Claim.LEASE), "Another worker is about to send it.");
        }
        long unsettled = facts.person().claims().keySet().stream()
                .filter(it -> !facts.settled().contains(it)
                        && !it.equals(facts.message().id()))
                .count();
        return unsettled >= UNSETTLED_CLAIMS
                ? Check.deferred(
                        "claims", Reason.PAIR_RATE, now.plus(PAIR_INTERVAL), "Too many messages are on their way.")
                : Check.passed("claims", "Nobody else is sending it.");
    }

    private static Check pairRate(SendFacts facts, Instant now) {
        Instant freeAt = facts.person().pairFreeAt().get(facts.message().from());
        return freeAt != null && now.isBefore(freeAt)
                ? Check.deferred("pair rate", Reason.PAIR_RATE, freeAt, "One message per 6 seconds to one person.")
                : Check.passed("pair rate", "The last message to this person is long enough ago.");
    }

    private static Check messagingLimit(SendFacts facts, Instant now) {
        if (!needsPlace(facts, now)) {
            return Check.passed("messaging limit", "It does not count against the messaging limit.");
        }
        return switch (facts.headroom()) {
            case Headroom.Place _ -> Check.passed("messaging limit", "The messaging limit has room.");
            case Headroom.Exhausted(var until) ->
                Check.deferred(
                        "messaging limit",
                        Reason.MESSAGING_LIMIT_REACHED,
                        until,
                        "The messaging limit of this moving 24 hours is used up.");
        };
    }

    /** Whether the message makes its person count anew: a template outside any window, not counted in this bucket yet. */
    static boolean needsPlace(SendFacts facts, Instant now) {
        if (!(facts.message().content() instanceof MessageContent.Template)) {
            return false;
        }
        boolean insideWindow = facts.person()
                .window(facts.message().from())
                .filter(it -> it.isOpenAt(now.plus(WINDOW_GUARD)))
                .isPresent();
        Long charged = facts.person().chargedBucket();
        return !insideWindow && (charged == null || charged != Buckets.at(now));
    }
}

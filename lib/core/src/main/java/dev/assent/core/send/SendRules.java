package dev.assent.core.send;

import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.Standing;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.control.Controls;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.ContentRules;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Claim;
import dev.assent.core.person.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules: facts in, checks out. The gate and {@code permission-checks} ask the same ones, so what the API explains is
 * what the worker does. What concerns consent is in {@link ConsentChecks}.
 */
public final class SendRules {

    /** Names the rules in decision records; changes whenever their meaning does. */
    public static final String VERSION = "2026-11-24";

    /** Meta's pair rate: one message per 6 s from one business number to one person (error 131056). */
    public static final Duration PAIR_INTERVAL = Duration.ofSeconds(6);

    private static final int UNSETTLED_CLAIMS = 8;

    // A window must outlive the request, or the message would count against the limit after all.
    private static final Duration WINDOW_GUARD = Duration.ofSeconds(60);

    /** What an operator or the provider may lift at any time is asked about again after this long. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(15);

    private final Catalogue catalogue;
    private final SendMode mode;
    private final Etiquette etiquette;

    /** The rules of this deployment. */
    public SendRules(Catalogue catalogue, SendMode mode, Etiquette etiquette) {
        this.catalogue = catalogue;
        this.mode = mode;
        this.etiquette = etiquette;
    }

    /** What every rule says, in the order of the reasons. */
    public List<Check> check(SendFacts facts, Instant now) {
        return List.of(
                content(facts.message()),
                expiry(facts.message(), now),
                ConsentChecks.check(facts, category(facts), now),
                identity(facts.person()),
                age(facts),
                country(facts),
                destination(facts.person()),
                window(facts, now),
                review(facts, now),
                brakes(facts, now),
                account(facts, now),
                number(facts, now),
                template(facts, now),
                conversation(facts, now),
                coolOff(facts, now),
                quietHours(facts, now),
                frequencyCaps(facts, now),
                pacing(facts, now),
                claims(facts, now),
                pairRate(facts, now),
                messagingLimit(facts, now));
    }

    private Check content(OutboundMessage message) {
        Optional<String> fault = ContentRules.faultOf(message.content()).map(ContentRules.Fault::what);
        if (fault.isEmpty() && message.content() instanceof MessageContent.Template template) {
            fault = catalogue
                    .template(template.name(), template.language())
                    .filter(known ->
                            known.bodyParameters() != template.parameters().size())
                    .map(known -> "The template takes " + known.bodyParameters() + " parameters.");
        }
        return fault.map(it -> Check.denied("content", Reason.INVALID_CONTENT, it))
                .orElseGet(() -> Check.passed("content", "It is complete and within WhatsApp's bounds."));
    }

    private static Check expiry(OutboundMessage message, Instant now) {
        return message.notAfter() != null && now.isAfter(message.notAfter())
                ? Check.denied("expiry", Reason.EXPIRED, "It was to be sent by " + message.notAfter() + ".")
                : Check.passed("expiry", "It is still wanted.");
    }

    private static Check identity(PersonState person) {
        if (person.movedTo() != null) {
            return Check.denied("identity", Reason.IDENTITY_CHANGED, "This person is on record under another id now.");
        }
        return person.phone() == null && person.userId() == null
                ? Check.denied("identity", Reason.IDENTITY_CHANGED, "There is no way to reach this person.")
                : Check.passed("identity", "The person can be reached.");
    }

    private static Check age(SendFacts facts) {
        return isMarketing(facts) && facts.person().circumstances().minor()
                ? Check.denied("age", Reason.MINOR, "They said that they are under age.")
                : Check.passed("age", "Nothing says that they are under age, or it is no marketing.");
    }

    private Check country(SendFacts facts) {
        var rules = etiquette.countryOf(facts.person());
        if (rules.blocked()) {
            return Check.denied("country", Reason.DESTINATION_BLOCKED, "WhatsApp delivers nothing to this country.");
        }
        return isMarketing(facts) && !rules.marketing()
                ? Check.denied("country", Reason.DESTINATION_BLOCKED, "No marketing is sent to this country.")
                : Check.passed("country", "The country permits it.");
    }

    private Check destination(PersonState person) {
        return switch (mode.kind()) {
            case LIVE -> Check.passed("destination", "This deployment sends to everyone.");
            case DRY_RUN -> Check.denied("destination", Reason.DRY_RUN, "This deployment sends to nobody.");
            case ALLOWLIST -> {
                PhoneNumber phone = person.phone();
                yield phone != null && mode.reaches(phone)
                        ? Check.passed("destination", "It is one of the test numbers.")
                        : Check.denied("destination", Reason.NOT_ON_ALLOWLIST, "It is none of the test numbers.");
            }
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

    private static Check review(SendFacts facts, Instant now) {
        Instant since = facts.person().circumstances().reviewSince();
        return isMarketing(facts) && since != null
                ? Check.deferred("review", Reason.REVIEW_PENDING, now.plus(ASK_AGAIN), "An answer is under review.")
                : Check.passed("review", "No review holds it.");
    }

    private static Check brakes(SendFacts facts, Instant now) {
        return facts.controls().stopping(facts.message(), isMarketing(facts)).stream()
                .max(Comparator.comparing(it -> it.brake().what()))
                .map(it -> Check.deferred(
                        "brakes",
                        Reason.PAUSED_BY_OPERATOR,
                        now.plus(Duration.ofMinutes(1)),
                        "An operator paused " + it.brake().key() + "."))
                .orElseGet(() -> Check.passed("brakes", "No operator holds it."));
    }

    private static Check account(SendFacts facts, Instant now) {
        return held("account", Reason.ACCOUNT_RESTRICTED, facts.controls().accountHold(now), now);
    }

    private static Check number(SendFacts facts, Instant now) {
        return held(
                "number",
                Reason.NUMBER_PAUSED,
                facts.controls().numberHold(facts.message().from(), now),
                now);
    }

    private static Check template(SendFacts facts, Instant now) {
        return facts.message().content() instanceof MessageContent.Template template
                ? held(
                        "template",
                        Reason.TEMPLATE_PAUSED,
                        facts.controls().templateHold(template.name(), template.language(), now),
                        now)
                : Check.passed("template", "It is no template message.");
    }

    private static Check held(String what, Reason reason, Optional<Controls.Hold> hold, Instant now) {
        return hold.map(it -> {
                    Instant latest = now.plus(ASK_AGAIN);
                    return Check.deferred(
                            what,
                            reason,
                            it.until().isBefore(latest) ? it.until() : latest,
                            "WhatsApp holds the " + what + " (" + it.cause() + ").");
                })
                .orElseGet(() -> Check.passed(what, "WhatsApp does not hold the " + what + "."));
    }

    private static Check conversation(SendFacts facts, Instant now) {
        Instant until = facts.person().circumstances().agentUntil();
        boolean bulk = facts.message().priority() == OutboundMessage.Priority.BULK && isMarketing(facts);
        return bulk && until != null && until.isAfter(now)
                ? Check.deferred("conversation", Reason.AGENT_CONVERSATION, until, "An agent is talking to them.")
                : Check.passed("conversation", "No agent is talking to them, or it is no campaign.");
    }

    private static Check coolOff(SendFacts facts, Instant now) {
        Instant until = facts.person().sends().coolOffUntil();
        return isMarketing(facts) && until != null && until.isAfter(now)
                ? Check.deferred(
                        "cool-off", Reason.RECIPIENT_COOL_OFF, until, "WhatsApp delivers no marketing to them now.")
                : Check.passed("cool-off", "WhatsApp did not ask to leave them alone.");
    }

    private Check quietHours(SendFacts facts, Instant now) {
        if (!isMarketing(facts)) {
            return Check.passed("quiet hours", "Quiet hours are for marketing.");
        }
        Instant over = etiquette
                .quietHoursOf(facts.person())
                .map(it -> it.over(now, etiquette.zonesOf(facts.person())))
                .orElse(now);
        return over.isAfter(now)
                ? Check.deferred("quiet hours", Reason.QUIET_HOURS, over, "It is night, or a holiday, where they are.")
                : Check.passed("quiet hours", "Nobody is woken.");
    }

    private Check frequencyCaps(SendFacts facts, Instant now) {
        if (!isMarketing(facts)) {
            return Check.passed("frequency caps", "Frequency caps are for marketing.");
        }
        return etiquette.caps().stream()
                .flatMap(it -> it.holdsUntil(facts.person().sends().marketingAt(), now).stream())
                .max(Comparator.naturalOrder())
                .map(it -> Check.deferred(
                        "frequency caps", Reason.FREQUENCY_CAP, it, "They had as much marketing as the caps permit."))
                .orElseGet(() -> Check.passed("frequency caps", "The caps have room."));
    }

    private static Check pacing(SendFacts facts, Instant now) {
        return beginsConversation(facts.message(), facts.person(), now)
                        && facts.pacing() instanceof Headroom.Exhausted(var until)
                ? Check.deferred("pacing", Reason.PACING, until, "The number may begin no more conversations now.")
                : Check.passed("pacing", "The number's pacing has room.");
    }

    private static Check claims(SendFacts facts, Instant now) {
        Claim own = facts.person().sends().claims().get(facts.message().id());
        if (own != null && own.attempt() >= facts.message().attempt() && own.isLiveAt(now)) {
            return Check.deferred(
                    "claims", Reason.PAIR_RATE, own.at().plus(Claim.LEASE), "Another worker is about to send it.");
        }
        long unsettled = facts.person().sends().claims().keySet().stream()
                .filter(it -> !facts.settled().contains(it)
                        && !it.equals(facts.message().id()))
                .count();
        return unsettled >= UNSETTLED_CLAIMS
                ? Check.deferred(
                        "claims", Reason.PAIR_RATE, now.plus(PAIR_INTERVAL), "Too many messages are on their way.")
                : Check.passed("claims", "Nobody else is sending it.");
    }

    private static Check pairRate(SendFacts facts, Instant now) {
        return facts.person()
                .sends()
                .lastFrom(facts.message().from())
                .map(it -> it.plus(PAIR_INTERVAL))
                .filter(it -> it.isAfter(now))
                .map(it ->
                        Check.deferred("pair rate", Reason.PAIR_RATE, it, "One message per 6 seconds to one person."))
                .orElseGet(() -> Check.passed("pair rate", "The last message to this person is long enough ago."));
    }

    private static Check messagingLimit(SendFacts facts, Instant now) {
        if (!needsPlace(facts.message(), facts.person(), now)) {
            return Check.passed("messaging limit", "It does not count against the messaging limit.");
        }
        return switch (facts.limit()) {
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
    static boolean needsPlace(OutboundMessage message, PersonState person, Instant now) {
        if (!(message.content() instanceof MessageContent.Template)) {
            return false;
        }
        boolean insideWindow = person.window(message.from())
                .filter(it -> it.isOpenAt(now.plus(WINDOW_GUARD)))
                .isPresent();
        Charge charge = person.sends().charge();
        return !insideWindow && (charge == null || charge.bucket() != Buckets.at(now));
    }

    /** Whether the message begins a conversation, as pacing counts them. */
    static boolean beginsConversation(OutboundMessage message, PersonState person, Instant now) {
        return message.content() instanceof MessageContent.Template
                && person.sends()
                        .lastFrom(message.from())
                        .filter(it -> it.plus(Buckets.DAY).isAfter(now))
                        .isEmpty();
    }

    /** The category that counts: what the provider said last, else what was known when the message was accepted. */
    static Optional<Category> category(SendFacts facts) {
        return facts.message().content() instanceof MessageContent.Template template
                ? Optional.of(facts.controls()
                        .category(template.name(), template.language())
                        .orElse(template.category()))
                : Optional.empty();
    }

    static boolean isMarketing(SendFacts facts) {
        return category(facts).filter(it -> it == Category.MARKETING).isPresent();
    }

    /** Which opt-in permits the message, if it needs one and has it. */
    static Optional<dev.assent.core.consent.Grant> grant(SendFacts facts, Instant now) {
        return facts.message().content() instanceof MessageContent.Template template
                        && facts.person()
                                        .consent()
                                        .standing(
                                                category(facts).orElseThrow(),
                                                new TopicOfBrand(facts.message().brand(), template.topic()),
                                                now)
                                instanceof Standing.OptedIn(var grant)
                ? Optional.of(grant)
                : Optional.empty();
    }
}

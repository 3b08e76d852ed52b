package dev.assent.core.send;

import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.Standing;
import dev.assent.core.consent.TopicOfBrand;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.Optional;

/** Whether the person wants it: opt-ins for templates, the customer service window's own rules for free-form messages. */
final class ConsentChecks {

    private ConsentChecks() {}

    static Check check(SendFacts facts, Optional<Category> category, Instant now) {
        return switch (facts.message().content()) {
            case MessageContent.Template template ->
                category.orElseThrow() == Category.AUTHENTICATION
                        ? codes(facts)
                        : topic(facts, template, category.orElseThrow(), now);
            case MessageContent.FreeForm _ -> freeForm(facts);
        };
    }

    private static Check topic(SendFacts facts, MessageContent.Template template, Category category, Instant now) {
        var subject = new TopicOfBrand(facts.message().brand(), template.topic());
        return switch (facts.person().consent().standing(category, subject, now)) {
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

    private static Check codes(SendFacts facts) {
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

    private static Check freeForm(SendFacts facts) {
        Optional<Instant> stopped =
                facts.person().consent().stoppedEverythingAt(facts.message().brand());
        Instant confirms = facts.message().confirmsStopAt();
        if (confirms != null) {
            return confirmation(
                    confirms,
                    stopped,
                    Optional.ofNullable(facts.person().sends().confirmedStopAt()));
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
}

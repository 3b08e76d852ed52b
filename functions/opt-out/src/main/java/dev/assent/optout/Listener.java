package dev.assent.optout;

import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.keyword.Keywords;
import dev.assent.core.keyword.Reading;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.SendQueues;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Hears opt-outs and resumptions. The fact is on record before anything else happens; the confirmation follows. */
final class Listener {

    /** 47 CFR 64.1200(a)(12): one confirmation, within five minutes of the opt-out. */
    private static final Duration CONFIRM_WITHIN = Duration.ofMinutes(5);

    /** The payload that templates of ours give to their opt-out button. */
    private static final String OPT_OUT_PAYLOAD = "OPT_OUT";

    private final Keywords keywords;
    private final RecordConsent consent;
    private final SendQueues queues;
    private final Catalogue catalogue;
    private final InstantSource clock;

    Listener(Keywords keywords, RecordConsent consent, SendQueues queues, Catalogue catalogue, InstantSource clock) {
        this.keywords = keywords;
        this.consent = consent;
        this.queues = queues;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** What a person wrote, or the button they tapped. */
    void heard(InboundEvent.MessageReceived message) {
        Reading reading = keywords.read(message.text());
        boolean tapped = message.buttonPayload() != null;
        if (OPT_OUT_PAYLOAD.equals(message.buttonPayload())) {
            stop(message, OptOutMethod.BUTTON, reading.language());
            return;
        }
        switch (reading.intent()) {
            case OPT_OUT -> stop(message, tapped ? OptOutMethod.BUTTON : OptOutMethod.KEYWORD, reading.language());
            case OPT_IN ->
                record(
                        message,
                        new ConsentFact.Resumption(
                                message.wamid(), message.at(), ConsentFact.Origin.PERSON, message.text()));
            case HELP, NONE -> {
                // The window is session-window's business; nothing else follows from it.
            }
        }
    }

    /** WhatsApp's own stop or resume, or error 131050. */
    void heard(InboundEvent.PreferenceChanged preference) {
        ConsentFact fact = preference.stop()
                ? new ConsentFact.OptOut(
                        preference.factId(),
                        preference.at(),
                        OptOutScope.MARKETING,
                        preference.byError() ? OptOutMethod.PROVIDER_ERROR : OptOutMethod.PLATFORM,
                        null)
                : new ConsentFact.Resumption(preference.factId(), preference.at(), ConsentFact.Origin.PLATFORM, null);
        consent.record(preference.contact(), fact, null, clock.instant());
    }

    private void stop(InboundEvent.MessageReceived message, OptOutMethod method, String language) {
        record(message, new ConsentFact.OptOut(message.wamid(), message.at(), OptOutScope.ALL, method, message.text()))
                // Also when the fact was on record already: a crash may have come between it and the confirmation.
                .ifPresent(person -> queues.enqueue(List.of(confirmation(message, person, language)), Duration.ZERO));
    }

    private Optional<PersonState> record(InboundEvent.MessageReceived message, ConsentFact fact) {
        var wrote = new RecordConsent.Wrote(message.phoneNumberId(), message.at());
        return switch (consent.record(message.contact(), fact, wrote, clock.instant())) {
            case RecordConsent.Result.Recorded recorded -> Optional.of(recorded.person());
            case RecordConsent.Result.TwoPeople _ -> Optional.empty();
        };
    }

    private OutboundMessage confirmation(InboundEvent.MessageReceived stop, PersonState person, String language) {
        return new OutboundMessage(
                MessageId.answering(stop.wamid()),
                1,
                person.id(),
                stop.phoneNumberId(),
                catalogue.defaultBrand(),
                new MessageContent.Text(catalogue.reply("stop-confirmation", language)),
                OutboundMessage.Priority.HIGH,
                stop.at().plus(CONFIRM_WITHIN),
                null,
                stop.at());
    }
}

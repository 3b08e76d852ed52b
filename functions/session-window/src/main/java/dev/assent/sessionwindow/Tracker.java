package dev.assent.sessionwindow;

import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.message.Messages;
import dev.assent.core.person.RecordConsent;
import java.time.InstantSource;

/** Keeps windows and statuses. Both only ever move forward, whatever the order of arrival. */
final class Tracker {

    private static final System.Logger LOG = System.getLogger(Tracker.class.getName());

    private final RecordConsent people;
    private final Messages messages;
    private final InstantSource clock;

    Tracker(RecordConsent people, Messages messages, InstantSource clock) {
        this.people = people;
        this.messages = messages;
        this.clock = clock;
    }

    /** A person wrote: their window opens at the message's own time. */
    void wrote(InboundEvent.MessageReceived message) {
        people.opened(
                message.contact(), new RecordConsent.Wrote(message.phoneNumberId(), message.at()), clock.instant());
    }

    /** A message of ours was sent, delivered, read, or failed. Settles UNKNOWN. */
    void reported(InboundEvent.StatusReported status) {
        boolean known = messages.reported(status.message(), status.state(), status.wamid(), status.errorCode());
        if (!known) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "A status of the unknown message {0}",
                    status.message().value());
        }
    }
}

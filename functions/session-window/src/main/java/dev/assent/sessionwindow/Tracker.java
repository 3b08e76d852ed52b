package dev.assent.sessionwindow;

import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.inbound.InboundEvent;
import dev.assent.core.message.Messages;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.StatusNews;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Keeps windows and statuses. Both only ever move forward, whatever the order of arrival. */
final class Tracker {

    private static final System.Logger LOG = System.getLogger(Tracker.class.getName());

    private static final Duration SEEN_FOR = Duration.ofSeconds(10);

    private final RecordConsent people;
    private final Messages messages;
    private final StatusNews news;
    private final Tools.Counters counters;
    private final SendRate rate;
    private final InstantSource clock;

    Tracker(
            RecordConsent people,
            Messages messages,
            StatusNews news,
            Tools.Counters counters,
            SendRate rate,
            InstantSource clock) {
        this.people = people;
        this.messages = messages;
        this.news = news;
        this.counters = counters;
        this.rate = rate;
        this.clock = clock;
    }

    /** A person wrote: their window opens at the message's own time. What comes in counts against the throughput too. */
    void wrote(InboundEvent.MessageReceived message) {
        Instant now = clock.instant();
        people.opened(message.contact(), new RecordConsent.Wrote(message.phoneNumberId(), message.at()), now);
        counters.throttle().change(message.phoneNumberId(), now, throttle -> {
            var busier = throttle.cameIn(1, rate, now);
            return new Counter.Step<>(busier, busier);
        });
    }

    /** A message of ours was sent, delivered, read, or failed. Settles UNKNOWN. */
    void reported(InboundEvent.StatusReported status) {
        Instant now = clock.instant();
        var known = messages.reported(status.message(), status.state(), status.wamid(), status.errorCode());
        if (known.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "A status of the unknown message {0}",
                    status.message().value());
        }
        // A time to come would count somebody until then.
        Instant at = status.at().isAfter(now) ? now : status.at();
        known.ifPresent(message -> news.heard(message, status.state(), at, now));
        if (status.phoneNumberId() != null) {
            flows(status.phoneNumberId(), at, now);
        }
    }

    private void flows(String number, Instant statusAt, Instant now) {
        WebhookFlow seen = counters.webhooks().read(number, now, SEEN_FOR);
        if (!seen.at(statusAt).equals(seen)) {
            counters.webhooks().change(number, now, flow -> {
                WebhookFlow later = flow.at(statusAt);
                return new Counter.Step<>(later, later);
            });
        }
    }
}

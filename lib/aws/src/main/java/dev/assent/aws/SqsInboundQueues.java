package dev.assent.aws;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.assent.core.inbound.InboundEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * InboundQueue and EventQueue: what webhooks reported, as JSON lists of {@link InboundEvent}. What people say goes to
 * both, one event per message to InboundQueue (for opt-out) and without its text to EventQueue (for session-window).
 *
 * <p>Needs {@code sqs:SendMessage} on both queues.
 */
public final class SqsInboundQueues {

    private static final int STATUSES_PER_MESSAGE = 25;
    private static final TypeReference<List<InboundEvent>> EVENTS = new TypeReference<>() {};

    private final SqsClient sqs;
    private final String inboundQueueUrl;
    private final String eventQueueUrl;

    /** The queues at these URLs. */
    public SqsInboundQueues(SqsClient sqs, String inboundQueueUrl, String eventQueueUrl) {
        this.sqs = sqs;
        this.inboundQueueUrl = inboundQueueUrl;
        this.eventQueueUrl = eventQueueUrl;
    }

    /** Puts every event where it belongs; InboundQueue first, because a STOP must not wait. */
    public void send(List<InboundEvent> events) {
        List<SqsMessages.Body> inbound = new ArrayList<>();
        List<InboundEvent> windowsAndStatuses = new ArrayList<>();
        for (InboundEvent event : events) {
            switch (event) {
                case InboundEvent.MessageReceived message -> {
                    inbound.add(body(List.of(message)));
                    windowsAndStatuses.add(withoutText(message));
                }
                case InboundEvent.PreferenceChanged preference -> inbound.add(body(List.of(preference)));
                case InboundEvent.StatusReported _,
                        InboundEvent.LimitChanged _,
                        InboundEvent.AccountChanged _,
                        InboundEvent.TemplateChanged _,
                        InboundEvent.TemplateMoved _ -> windowsAndStatuses.add(event);
            }
        }
        SqsMessages.send(sqs, inboundQueueUrl, inbound, Duration.ZERO);
        SqsMessages.send(sqs, eventQueueUrl, packed(windowsAndStatuses), Duration.ZERO);
    }

    /** Reads a message of either queue. */
    public static List<InboundEvent> read(String body) {
        return Json.read(body, EVENTS);
    }

    private static List<SqsMessages.Body> packed(List<InboundEvent> events) {
        List<SqsMessages.Body> bodies = new ArrayList<>();
        for (int from = 0; from < events.size(); from += STATUSES_PER_MESSAGE) {
            bodies.add(body(events.subList(from, Math.min(events.size(), from + STATUSES_PER_MESSAGE))));
        }
        return bodies;
    }

    private static InboundEvent withoutText(InboundEvent.MessageReceived message) {
        return new InboundEvent.MessageReceived(
                message.wamid(), message.contact(), message.phoneNumberId(), message.at(), "", null);
    }

    private static SqsMessages.Body body(List<? extends InboundEvent> events) {
        try {
            // With the list's type, so that each event says its kind.
            return new SqsMessages.Body(Json.MAPPER.writerFor(EVENTS).writeValueAsString(events), null);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("Could not write events", e);
        }
    }
}

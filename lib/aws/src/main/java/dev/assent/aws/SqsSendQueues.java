package dev.assent.aws;

import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.SendQueues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * PrioritySendQueue and BulkSendQueue: one message per person, its body the {@link OutboundMessage} as JSON, grouped by
 * business phone number.
 *
 * <p>Needs {@code sqs:SendMessage}; to ask for the depth {@code sqs:GetQueueAttributes}.
 */
public final class SqsSendQueues implements SendQueues {

    private final SqsClient sqs;
    private final Map<OutboundMessage.Priority, String> urls;

    /** The send queues at these URLs. */
    public SqsSendQueues(SqsClient sqs, Map<OutboundMessage.Priority, String> urls) {
        this.sqs = sqs;
        this.urls = Map.copyOf(urls);
    }

    @Override
    public void enqueue(List<OutboundMessage> messages, Duration delay) {
        urls.forEach((priority, url) -> SqsMessages.send(
                sqs,
                url,
                messages.stream()
                        .filter(it -> it.priority() == priority)
                        .map(it -> new SqsMessages.Body(Json.write(it), it.from()))
                        .toList(),
                delay));
    }

    @Override
    public long depth(OutboundMessage.Priority priority) {
        var attributes = sqs.getQueueAttributes(request -> request.queueUrl(urls.get(priority))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToLong(Long::parseLong).sum();
    }
}

package dev.assent.local.aws;

import dev.assent.local.template.Template;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Creates the template's queues. */
public final class Queues {

    private Queues() {}

    /** Creates one queue under its logical id; returns its URL. */
    public static String create(SqsClient sqs, Template.Queue queue) {
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(queue.visibilityTimeout()));
        if (queue.redriveTo() != null) {
            attributes.put(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:elasticmq:000000000000:" + queue.redriveTo()
                            + "\",\"maxReceiveCount\":\"" + queue.maxReceiveCount() + "\"}");
        }
        return sqs.createQueue(request -> request.queueName(queue.logicalId()).attributes(attributes))
                .queueUrl();
    }
}

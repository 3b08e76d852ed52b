package dev.assent.webhook;

import dev.assent.aws.AwsClients;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.aws.SqsInboundQueues;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the webhook function is made of. */
@Singleton
class Wiring {

    @Produces
    @Singleton
    MetaEndpoint metaEndpoint(
            @ConfigProperty(name = "META_VERIFY_TOKEN") String verifyToken,
            @ConfigProperty(name = "META_APP_SECRET") String appSecret,
            @ConfigProperty(name = "INBOUND_QUEUE_URL") String inboundQueueUrl,
            @ConfigProperty(name = "EVENT_QUEUE_URL") String eventQueueUrl) {
        var secrets = new Secrets(AwsClients.secretsManager(), FunctionClock.fromEnvironment());
        var queues = new SqsInboundQueues(AwsClients.sqs(), inboundQueueUrl, eventQueueUrl);
        return new MetaEndpoint(
                () -> secrets.current(verifyToken), () -> secrets.currentAndPrevious(appSecret), queues::send);
    }
}

package dev.assent.optout;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.aws.SqsSendQueues;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.keyword.Keywords;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.RecordConsent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the opt-out function is made of. */
@Singleton
class Wiring {

    @Produces
    @Singleton
    Listener listener(
            @ConfigProperty(name = "CONSENT_TABLE") String consentTable,
            @ConfigProperty(name = "IDENTITY_KEY") String identityKey,
            @ConfigProperty(name = "PRIORITY_SEND_QUEUE_URL") String prioritySendQueueUrl,
            @ConfigProperty(name = "BUSINESS_NAME") String businessName) {
        InstantSource clock = FunctionClock.fromEnvironment();
        var secrets = new Secrets(AwsClients.secretsManager(), clock);
        var people = new DynamoDbPeople(AwsClients.dynamoDb(), consentTable);
        return new Listener(
                Keywords.builtIn(),
                new RecordConsent(people, new IdentityKey(secrets.current(identityKey)), new SecureRandom()),
                new SqsSendQueues(AwsClients.sqs(), Map.of(OutboundMessage.Priority.HIGH, prioritySendQueueUrl)),
                AssentConfig.catalogue(businessName),
                clock);
    }
}

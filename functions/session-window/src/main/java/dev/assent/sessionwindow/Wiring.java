package dev.assent.sessionwindow;

import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbMessages;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.person.RecordConsent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the session-window function is made of. */
@Singleton
class Wiring {

    @Produces
    @Singleton
    Tracker tracker(
            @ConfigProperty(name = "CONSENT_TABLE") String consentTable,
            @ConfigProperty(name = "MESSAGE_TABLE") String messageTable,
            @ConfigProperty(name = "IDENTITY_KEY") String identityKey) {
        InstantSource clock = FunctionClock.fromEnvironment();
        var secrets = new Secrets(AwsClients.secretsManager(), clock);
        var dynamoDb = AwsClients.dynamoDb();
        var people = new DynamoDbPeople(dynamoDb, consentTable);
        return new Tracker(
                new RecordConsent(people, new IdentityKey(secrets.current(identityKey)), new SecureRandom()),
                new DynamoDbMessages(dynamoDb, messageTable, clock),
                clock);
    }
}

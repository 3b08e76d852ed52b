package dev.assent.sessionwindow;

import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbMessages;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.aws.SharedCounters;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.send.StatusNews;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the session-window function is made of. */
@Singleton
class Wiring {

    private final InstantSource clock = FunctionClock.fromEnvironment();
    private final DynamoDbClient dynamoDb = AwsClients.dynamoDb();

    @Produces
    @Singleton
    Tools.Counters counters(
            @ConfigProperty(name = "COUNTER_TABLE") String counterTable,
            @ConfigProperty(name = "MESSAGING_LIMIT") long messagingLimit) {
        return SharedCounters.in(dynamoDb, counterTable, messagingLimit);
    }

    @Produces
    @Singleton
    Platform platform(Tools.Counters counters, @ConfigProperty(name = "BUSINESS_PORTFOLIO_ID") String portfolioId) {
        return new Platform(counters, portfolioId, clock);
    }

    @Produces
    @Singleton
    Tracker tracker(
            Tools.Counters counters,
            @ConfigProperty(name = "CONSENT_TABLE") String consentTable,
            @ConfigProperty(name = "MESSAGE_TABLE") String messageTable,
            @ConfigProperty(name = "IDENTITY_KEY") String identityKey,
            @ConfigProperty(name = "BUSINESS_PORTFOLIO_ID") String portfolioId,
            @ConfigProperty(name = "SEND_RATE") double sendRate,
            @ConfigProperty(name = "SEND_MARGIN") double sendMargin) {
        var secrets = new Secrets(AwsClients.secretsManager(), clock);
        var people = new DynamoDbPeople(dynamoDb, consentTable);
        return new Tracker(
                new RecordConsent(people, new IdentityKey(secrets.current(identityKey)), new SecureRandom()),
                new DynamoDbMessages(dynamoDb, messageTable, clock),
                new StatusNews(people, counters.limit(), portfolioId),
                counters,
                new SendRate(sendRate, sendMargin),
                clock);
    }
}

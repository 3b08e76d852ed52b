package dev.assent.sendworker;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbDueItems;
import dev.assent.aws.DynamoDbMessages;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.RealPace;
import dev.assent.aws.SharedCounters;
import dev.assent.aws.SqsSendQueues;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.People;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.DeadLetters;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Later;
import dev.assent.core.send.ResendPolicy;
import dev.assent.core.send.SendRules;
import dev.assent.core.send.SendWorker;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the send-worker function is made of. */
@Singleton
class Wiring {

    private final InstantSource clock = FunctionClock.fromEnvironment();
    private final DynamoDbClient dynamoDb = AwsClients.dynamoDb();

    @Produces
    @Singleton
    InstantSource clock() {
        return clock;
    }

    @Produces
    @Singleton
    SendWorkerHandler.Limits limits(@ConfigProperty(name = "HTTP_TIMEOUT") String httpTimeout) {
        return new SendWorkerHandler.Limits(Duration.parse(httpTimeout));
    }

    @Produces
    @Singleton
    SendRules rules(
            @ConfigProperty(name = "BUSINESS_NAME") String businessName,
            @ConfigProperty(name = "SEND_MODE") String sendMode,
            @ConfigProperty(name = "TEST_NUMBERS") Optional<String> testNumbers) {
        return AssentConfig.rules(businessName, sendMode, testNumbers.orElse(""));
    }

    @Produces
    @Singleton
    Tools.Plan plan(
            @ConfigProperty(name = "BUSINESS_PORTFOLIO_ID") String portfolioId,
            @ConfigProperty(name = "SEND_RATE") double sendRate,
            @ConfigProperty(name = "SEND_MARGIN") double sendMargin,
            @ConfigProperty(name = "UTILITY_RESEND_AFTER") String utilityResendAfter,
            @ConfigProperty(name = "ONE_TIME_CODE_RESEND_AFTER") String oneTimeCodeResendAfter) {
        return new Tools.Plan(
                portfolioId,
                new SendRate(sendRate, sendMargin),
                AssentConfig.pacing(),
                new ResendPolicy(Duration.parse(utilityResendAfter), Duration.parse(oneTimeCodeResendAfter)));
    }

    @Produces
    @Singleton
    People people(@ConfigProperty(name = "CONSENT_TABLE") String consentTable) {
        return new DynamoDbPeople(dynamoDb, consentTable);
    }

    @Produces
    @Singleton
    Messages messages(@ConfigProperty(name = "MESSAGE_TABLE") String messageTable) {
        return new DynamoDbMessages(dynamoDb, messageTable, clock);
    }

    @Produces
    @Singleton
    Later later(
            @ConfigProperty(name = "CAMPAIGN_TABLE") String campaignTable,
            @ConfigProperty(name = "BULK_SEND_QUEUE_URL") String bulkSendQueueUrl,
            @ConfigProperty(name = "PRIORITY_SEND_QUEUE_URL") String prioritySendQueueUrl) {
        return new Later(
                new SqsSendQueues(
                        AwsClients.sqs(),
                        Map.of(
                                OutboundMessage.Priority.BULK, bulkSendQueueUrl,
                                OutboundMessage.Priority.HIGH, prioritySendQueueUrl)),
                new DynamoDbDueItems(dynamoDb, campaignTable));
    }

    @Produces
    @Singleton
    Tools tools(
            SendRules rules,
            People people,
            Messages messages,
            Bsp bsp,
            Later later,
            Tools.Plan plan,
            @ConfigProperty(name = "COUNTER_TABLE") String counterTable,
            @ConfigProperty(name = "MESSAGING_LIMIT") long messagingLimit) {
        return new Tools(
                new Gate(people, messages, rules),
                messages,
                bsp,
                later,
                SharedCounters.in(dynamoDb, counterTable, messagingLimit),
                plan,
                new RealPace(clock),
                new SecureRandom());
    }

    @Produces
    @Singleton
    SendWorker sendWorker(Tools tools) {
        return new SendWorker(tools);
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(Tools tools) {
        return new DeadLetters(tools);
    }
}

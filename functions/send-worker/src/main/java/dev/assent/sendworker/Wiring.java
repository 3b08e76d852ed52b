package dev.assent.sendworker;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbDueItems;
import dev.assent.aws.DynamoDbMessages;
import dev.assent.aws.DynamoDbMessagingLimits;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.DynamoDbThrottleSlots;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.aws.SqsSendQueues;
import dev.assent.bsp.meta.MetaSender;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.send.Bsp;
import dev.assent.core.send.Gate;
import dev.assent.core.send.Later;
import dev.assent.core.send.SendMode;
import dev.assent.core.send.SendRules;
import dev.assent.core.send.SendWorker;
import dev.assent.core.throttle.SendRate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the send-worker function is made of. */
@Singleton
class Wiring {

    private final InstantSource clock = FunctionClock.fromEnvironment();

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
    Bsp bsp(
            @ConfigProperty(name = "GRAPH_API_URL") String graphApiUrl,
            @ConfigProperty(name = "META_ACCESS_TOKEN") String accessToken,
            SendWorkerHandler.Limits limits) {
        var secrets = new Secrets(AwsClients.secretsManager(), clock);
        return new MetaSender(URI.create(graphApiUrl), () -> secrets.current(accessToken), limits.httpTimeout());
    }

    @Produces
    @Singleton
    SendRules rules(
            @ConfigProperty(name = "BUSINESS_NAME") String businessName,
            @ConfigProperty(name = "SEND_MODE") String sendMode,
            @ConfigProperty(name = "TEST_NUMBERS") Optional<String> testNumbers) {
        var numbers = Arrays.stream(testNumbers.orElse("").split(","))
                .map(PhoneNumber::read)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return new SendRules(
                AssentConfig.catalogue(businessName), new SendMode(SendMode.Kind.valueOf(sendMode), numbers));
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
                new DynamoDbDueItems(AwsClients.dynamoDb(), campaignTable));
    }

    @Produces
    @Singleton
    SendWorker sendWorker(
            SendRules rules,
            Bsp bsp,
            Later later,
            @ConfigProperty(name = "CONSENT_TABLE") String consentTable,
            @ConfigProperty(name = "MESSAGE_TABLE") String messageTable,
            @ConfigProperty(name = "COUNTER_TABLE") String counterTable,
            @ConfigProperty(name = "MESSAGING_LIMIT") long messagingLimit,
            @ConfigProperty(name = "SEND_RATE") double sendRate,
            @ConfigProperty(name = "SEND_MARGIN") double sendMargin,
            @ConfigProperty(name = "BUSINESS_PORTFOLIO_ID") String portfolioId) {
        var dynamoDb = AwsClients.dynamoDb();
        var messages = new DynamoDbMessages(dynamoDb, messageTable, clock);
        return new SendWorker(new SendWorker.Tools(
                new Gate(new DynamoDbPeople(dynamoDb, consentTable), messages, rules),
                messages,
                new DynamoDbThrottleSlots(dynamoDb, counterTable),
                new DynamoDbMessagingLimits(dynamoDb, counterTable, messagingLimit),
                bsp,
                later,
                new SendRate(sendRate, sendMargin),
                portfolioId,
                clock,
                this::until));
    }

    private void until(Instant moment) throws InterruptedException {
        Duration wait = Duration.between(clock.instant(), moment);
        if (wait.isPositive()) {
            Thread.sleep(wait);
        }
    }
}

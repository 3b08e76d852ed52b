package dev.assent.campaign;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbCampaigns;
import dev.assent.aws.DynamoDbDueItems;
import dev.assent.aws.DynamoDbMessages;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.aws.SharedCounters;
import dev.assent.aws.SqsSendQueues;
import dev.assent.core.campaign.Feeder;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.People;
import dev.assent.core.send.AbandonedPlaces;
import dev.assent.core.send.DueItems;
import dev.assent.core.send.Gate;
import dev.assent.core.send.SendQueues;
import dev.assent.core.send.SendRules;
import dev.assent.core.send.Tools;
import dev.assent.core.send.WaitingRoom;
import dev.assent.core.throttle.SendRate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the campaign function is made of. */
@Singleton
class Wiring {

    private static final int RANDOM_CHARACTERS = 6;

    private final InstantSource clock = FunctionClock.fromEnvironment();
    private final DynamoDbClient dynamoDb = AwsClients.dynamoDb();

    @Produces
    @Singleton
    Catalogue catalogue(@ConfigProperty(name = "BUSINESS_NAME") String businessName) {
        return AssentConfig.catalogue(businessName);
    }

    @Produces
    @Singleton
    People people(@ConfigProperty(name = "CONSENT_TABLE") String consentTable) {
        return new DynamoDbPeople(dynamoDb, consentTable);
    }

    @Produces
    @Singleton
    DynamoDbMessages messages(@ConfigProperty(name = "MESSAGE_TABLE") String messageTable) {
        return new DynamoDbMessages(dynamoDb, messageTable, clock);
    }

    @Produces
    @Singleton
    DynamoDbCampaigns campaigns(@ConfigProperty(name = "CAMPAIGN_TABLE") String campaignTable) {
        return new DynamoDbCampaigns(dynamoDb, campaignTable);
    }

    @Produces
    @Singleton
    DueItems dueItems(@ConfigProperty(name = "CAMPAIGN_TABLE") String campaignTable) {
        return new DynamoDbDueItems(dynamoDb, campaignTable);
    }

    @Produces
    @Singleton
    SendQueues sendQueues(
            @ConfigProperty(name = "BULK_SEND_QUEUE_URL") String bulkSendQueueUrl,
            @ConfigProperty(name = "PRIORITY_SEND_QUEUE_URL") String prioritySendQueueUrl) {
        return new SqsSendQueues(
                AwsClients.sqs(),
                Map.of(
                        OutboundMessage.Priority.BULK, bulkSendQueueUrl,
                        OutboundMessage.Priority.HIGH, prioritySendQueueUrl));
    }

    @Produces
    @Singleton
    IdentityKey identityKey(@ConfigProperty(name = "IDENTITY_KEY") String secretId) {
        return new IdentityKey(new Secrets(AwsClients.secretsManager(), clock).current(secretId));
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
    Tools.Counters counters(
            @ConfigProperty(name = "COUNTER_TABLE") String counterTable,
            @ConfigProperty(name = "MESSAGING_LIMIT") long messagingLimit) {
        return SharedCounters.in(dynamoDb, counterTable, messagingLimit);
    }

    @Produces
    @Singleton
    MessageEndpoint.Capacity capacity(
            Tools.Counters counters,
            @ConfigProperty(name = "BUSINESS_PORTFOLIO_ID") String portfolioId,
            @ConfigProperty(name = "SEND_RATE") double sendRate,
            @ConfigProperty(name = "SEND_MARGIN") double sendMargin,
            @ConfigProperty(name = "PHONE_NUMBER_IDS") List<String> phoneNumberIds) {
        return new MessageEndpoint.Capacity(
                counters, portfolioId, new SendRate(sendRate, sendMargin), AssentConfig.pacing(), phoneNumberIds);
    }

    @Produces
    @Singleton
    MessageReader messageReader(
            Catalogue catalogue, People people, IdentityKey identityKey, MessageEndpoint.Capacity capacity) {
        return new MessageReader(catalogue, people, identityKey, capacity.phoneNumberIds());
    }

    @Produces
    @Singleton
    MessageEndpoint messageEndpoint(
            MessageReader reader,
            DynamoDbMessages messages,
            SendQueues queues,
            DueItems dueItems,
            People people,
            SendRules rules,
            MessageEndpoint.Capacity capacity) {
        return new MessageEndpoint(
                reader, messages, queues, dueItems, new Gate(people, messages, rules), capacity, clock);
    }

    @Produces
    @Singleton
    Conductor conductor(
            DynamoDbCampaigns campaigns,
            DynamoDbMessages messages,
            People people,
            SendQueues queues,
            DueItems dueItems,
            MessageEndpoint.Capacity capacity) {
        var feeder = new Feeder(campaigns, messages, people, queues, capacity.rate());
        return new Conductor(
                campaigns,
                messages,
                feeder,
                waitingRoom(people, queues, dueItems, capacity),
                capacity.counters(),
                clock);
    }

    private WaitingRoom waitingRoom(
            People people, SendQueues queues, DueItems dueItems, MessageEndpoint.Capacity capacity) {
        var abandoned = new AbandonedPlaces(capacity.counters().limit(), people, capacity.portfolioId());
        return new WaitingRoom(dueItems, queues, capacity.counters(), abandoned, capacity.portfolioId(), clock);
    }

    @Produces
    @Singleton
    BrakeEndpoint brakeEndpoint(MessageEndpoint.Capacity capacity, DynamoDbCampaigns campaigns, Conductor conductor) {
        return new BrakeEndpoint(capacity, campaigns, conductor, clock);
    }

    @Produces
    @Singleton
    CampaignEndpoint campaignEndpoint(
            MessageReader reader,
            DynamoDbCampaigns campaigns,
            DynamoDbMessages messages,
            People people,
            IdentityKey identityKey,
            Conductor conductor) {
        var random = new SecureRandom();
        Supplier<String> randomText = () -> random.ints(RANDOM_CHARACTERS, 0, 36)
                .mapToObj(it -> Integer.toString(it, 36))
                .collect(Collectors.joining());
        return new CampaignEndpoint(reader, campaigns, people, identityKey, conductor, clock, randomText);
    }
}

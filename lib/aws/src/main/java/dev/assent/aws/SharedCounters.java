package dev.assent.aws;

import dev.assent.core.control.Controls;
import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.Throttle;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What all functions count together, in CounterTable. */
public final class SharedCounters {

    private SharedCounters() {}

    /**
     * The counters of this table.
     *
     * @param messagingLimit unique people per 24 hours, until a webhook says otherwise
     */
    public static Tools.Counters in(DynamoDbClient dynamoDb, String table, long messagingLimit) {
        return new Tools.Counters(
                new Counter<>(new DynamoDbCounterStore<>(dynamoDb, table, "slots", Throttle.class), Throttle.UNUSED),
                new Counter<>(
                        new DynamoDbCounterStore<>(dynamoDb, table, "messaging-limit", MessagingLimit.class),
                        MessagingLimit.of(messagingLimit),
                        limit -> limit.configured(messagingLimit)),
                new Counter<>(
                        new DynamoDbCounterStore<>(dynamoDb, table, "pacing", Conversations.class), Conversations.NONE),
                new Counter<>(new DynamoDbCounterStore<>(dynamoDb, table, "controls", Controls.class), Controls.FREE),
                new Counter<>(
                        new DynamoDbCounterStore<>(dynamoDb, table, "webhooks", WebhookFlow.class), WebhookFlow.NONE));
    }
}

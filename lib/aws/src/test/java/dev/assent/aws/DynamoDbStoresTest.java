package dev.assent.aws;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.limit.MessagingLimits;
import dev.assent.core.message.Messages;
import dev.assent.core.person.People;
import dev.assent.core.send.DueItems;
import dev.assent.core.throttle.ThrottleSlots;
import dev.assent.testing.MutableClock;
import dev.assent.testing.contract.CampaignsContract;
import dev.assent.testing.contract.DueItemsContract;
import dev.assent.testing.contract.MessagesContract;
import dev.assent.testing.contract.MessagingLimitsContract;
import dev.assent.testing.contract.PeopleContract;
import dev.assent.testing.contract.ThrottleSlotsContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** The tables keep the contracts that the fakes keep, on DynamoDB Local. */
class DynamoDbStoresTest {

    private static final AtomicInteger NEXT_TABLE = new AtomicInteger(1);
    private static final MutableClock CLOCK = MutableClock.startingAt("2026-11-21T09:00:00Z");

    @Nested
    class PeopleInConsentTable extends PeopleContract {
        private final People people = new DynamoDbPeople(EmbeddedAws.dynamoDb(), EmbeddedAws.TABLE);

        @Override
        protected People people() {
            return people;
        }

        @Override
        protected int races() {
            return 300;
        }
    }

    @Nested
    class MessagesInMessageTable extends MessagesContract {
        private final Messages messages = new DynamoDbMessages(EmbeddedAws.dynamoDb(), EmbeddedAws.TABLE, CLOCK);

        @Override
        protected Messages messages() {
            return messages;
        }
    }

    @Nested
    class ThrottleSlotsInCounterTable extends ThrottleSlotsContract {
        private final ThrottleSlots slots = new DynamoDbThrottleSlots(EmbeddedAws.dynamoDb(), EmbeddedAws.COUNTERS);

        @Override
        protected ThrottleSlots slots() {
            return slots;
        }
    }

    @Nested
    class MessagingLimitsInCounterTable extends MessagingLimitsContract {
        @Override
        protected MessagingLimits limits(long limit) {
            return new DynamoDbMessagingLimits(EmbeddedAws.dynamoDb(), EmbeddedAws.COUNTERS, limit);
        }
    }

    @Nested
    class DueItemsInCampaignTable extends DueItemsContract {
        @Override
        protected DueItems dueItems() {
            return new DynamoDbDueItems(
                    EmbeddedAws.dynamoDb(), EmbeddedAws.newTable("due-" + NEXT_TABLE.getAndIncrement()));
        }
    }

    @Nested
    class CampaignsInCampaignTable extends CampaignsContract {
        private final Campaigns campaigns = new DynamoDbCampaigns(EmbeddedAws.dynamoDb(), EmbeddedAws.TABLE);
        private final CampaignOutcomes outcomes =
                new DynamoDbMessages(EmbeddedAws.dynamoDb(), EmbeddedAws.TABLE, CLOCK);

        @Override
        protected Campaigns campaigns() {
            return campaigns;
        }

        @Override
        protected CampaignOutcomes outcomes() {
            return outcomes;
        }
    }
}

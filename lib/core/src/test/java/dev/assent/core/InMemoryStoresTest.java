package dev.assent.core;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.limit.MessagingLimits;
import dev.assent.core.message.Messages;
import dev.assent.core.person.People;
import dev.assent.core.send.DueItems;
import dev.assent.core.throttle.ThrottleSlots;
import dev.assent.testing.contract.CampaignsContract;
import dev.assent.testing.contract.DueItemsContract;
import dev.assent.testing.contract.MessagesContract;
import dev.assent.testing.contract.MessagingLimitsContract;
import dev.assent.testing.contract.PeopleContract;
import dev.assent.testing.contract.ThrottleSlotsContract;
import dev.assent.testing.fake.InMemoryCampaigns;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryMessagingLimits;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemoryThrottleSlots;
import org.junit.jupiter.api.Nested;

/** The fakes keep the contracts that the real stores keep. */
class InMemoryStoresTest {

    @Nested
    class PeopleInMemory extends PeopleContract {
        private final People people = new InMemoryPeople();

        @Override
        protected People people() {
            return people;
        }
    }

    @Nested
    class MessagesInMemory extends MessagesContract {
        private final Messages messages = new InMemoryMessages();

        @Override
        protected Messages messages() {
            return messages;
        }
    }

    @Nested
    class ThrottleSlotsInMemory extends ThrottleSlotsContract {
        private final ThrottleSlots slots = new InMemoryThrottleSlots();

        @Override
        protected ThrottleSlots slots() {
            return slots;
        }
    }

    @Nested
    class MessagingLimitsInMemory extends MessagingLimitsContract {
        @Override
        protected MessagingLimits limits(long limit) {
            return new InMemoryMessagingLimits(limit);
        }
    }

    @Nested
    class DueItemsInMemory extends DueItemsContract {
        @Override
        protected DueItems dueItems() {
            return new InMemoryDueItems();
        }
    }

    @Nested
    class CampaignsInMemory extends CampaignsContract {
        private final InMemoryCampaigns campaigns = new InMemoryCampaigns();

        @Override
        protected Campaigns campaigns() {
            return campaigns;
        }

        @Override
        protected CampaignOutcomes outcomes() {
            return campaigns;
        }
    }
}

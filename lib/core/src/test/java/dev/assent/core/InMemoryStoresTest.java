package dev.assent.core;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.counter.CounterStore;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.Messages;
import dev.assent.core.person.People;
import dev.assent.core.send.DueItems;
import dev.assent.testing.contract.CampaignsContract;
import dev.assent.testing.contract.CounterStoreContract;
import dev.assent.testing.contract.DueItemsContract;
import dev.assent.testing.contract.MessagesContract;
import dev.assent.testing.contract.PeopleContract;
import dev.assent.testing.fake.InMemoryCampaigns;
import dev.assent.testing.fake.InMemoryCounterStore;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
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
    class CountersInMemory extends CounterStoreContract {
        private final CounterStore<MessagingLimit> store = new InMemoryCounterStore<>();

        @Override
        protected CounterStore<MessagingLimit> store() {
            return store;
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

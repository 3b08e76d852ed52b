package dev.assent.aws;

import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.counter.CounterStore;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.Messages;
import dev.assent.core.person.People;
import dev.assent.core.send.DueItems;
import dev.assent.testing.MutableClock;
import dev.assent.testing.contract.CampaignsContract;
import dev.assent.testing.contract.CounterStoreContract;
import dev.assent.testing.contract.DueItemsContract;
import dev.assent.testing.contract.MessagesContract;
import dev.assent.testing.contract.PeopleContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables keep the contracts that the fakes keep, on every backend that can be had. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.assent.aws.Backend#all")
class DynamoDbStoresTest {

    private static final MutableClock CLOCK = MutableClock.startingAt("2026-11-21T09:00:00Z");

    private final Backend backend;

    DynamoDbStoresTest(Backend backend) {
        this.backend = backend;
    }

    @Nested
    class PeopleInConsentTable extends PeopleContract {
        private final People people = new DynamoDbPeople(backend.dynamoDb(), backend.table());

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
        private final Messages messages = new DynamoDbMessages(backend.dynamoDb(), backend.table(), CLOCK);

        @Override
        protected Messages messages() {
            return messages;
        }
    }

    @Nested
    class CountersInCounterTable extends CounterStoreContract {
        private final CounterStore<MessagingLimit> store =
                new DynamoDbCounterStore<>(backend.dynamoDb(), backend.counters(), "limit", MessagingLimit.class);

        @Override
        protected CounterStore<MessagingLimit> store() {
            return store;
        }
    }

    @Nested
    class DueItemsInCampaignTable extends DueItemsContract {
        @Override
        protected DueItems dueItems() {
            return new DynamoDbDueItems(backend.dynamoDb(), backend.newTable());
        }
    }

    @Nested
    class CampaignsInCampaignTable extends CampaignsContract {
        private final Campaigns campaigns = new DynamoDbCampaigns(backend.dynamoDb(), backend.table());
        private final CampaignOutcomes outcomes = new DynamoDbMessages(backend.dynamoDb(), backend.table(), CLOCK);

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

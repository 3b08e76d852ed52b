package dev.assent.core.campaign;

import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What became of the rows of campaigns. */
public interface CampaignOutcomes {

    /** How many messages of a campaign are in each state and withheld for each reason, as they read at {@code now}. */
    Tally tally(String campaignId, Instant now);

    /** Records rows that are never queued. */
    void withhold(String campaignId, List<WithheldRow> rows);

    /**
     * A row that was not queued.
     *
     * @param person who it means; empty string for a stranger
     */
    record WithheldRow(int row, PersonId person, Reason reason) {}

    /** Messages by state and, where withheld, by reason. */
    record Tally(Map<MessageState, Integer> states, Map<Reason, Integer> withheld) {

        /** Copies its maps. */
        public Tally {
            states = Map.copyOf(states);
            withheld = Map.copyOf(withheld);
        }
    }
}

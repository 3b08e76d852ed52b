package dev.assent.core.campaign;

import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The campaigns on record, with their audiences. */
public interface Campaigns {

    /** Records a new campaign; nothing happens if its id is taken. */
    void create(Campaign campaign);

    /** One campaign, read consistently. */
    Optional<Campaign> find(String id);

    /** Every campaign, the newest first, at most 100. */
    List<Campaign> newest();

    /** Those that are RUNNING. */
    List<Campaign> running();

    /** Writes a change if nobody wrote since; false if somebody did. */
    boolean update(Campaign changed);

    /** Adds a piece of the audience and the campaign's new totals in one step; false if somebody wrote since. */
    boolean addChunk(Campaign changed, int index, List<AudienceRow> rows);

    /** One piece of the audience. */
    List<AudienceRow> chunk(String campaignId, int index);

    /**
     * Notes that rows mean these people; a row noted before keeps its people.
     *
     * @param keyByRow for each row the person id or alias that identifies its person
     * @return the rows whose person an earlier row means already
     */
    Set<Integer> duplicates(String campaignId, Map<Integer, String> keyByRow);

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

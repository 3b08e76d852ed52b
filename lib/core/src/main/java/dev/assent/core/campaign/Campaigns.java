package dev.assent.core.campaign;

import dev.assent.core.contact.PersonId;
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

    /** Writes a change if nobody wrote since; false if somebody did. */
    boolean update(Campaign changed);

    /** Adds a piece of the audience and the campaign's new totals in one step; false if somebody wrote since. */
    boolean addChunk(Campaign changed, int index, List<AudienceRow> rows);

    /** One piece of the audience. */
    List<AudienceRow> chunk(String campaignId, int index);

    /** Which people all rows of an audience mean, as far as was known when they were uploaded; read consistently. */
    AudienceKeys keys(String campaignId);

    /**
     * Notes which people turned out to be meant by rows of strangers. Asking again for the same rows gives the same answer.
     *
     * @param found the person whom each row means
     * @return the rows whose person an earlier one of these rows means already
     */
    Set<Integer> duplicates(String campaignId, Map<Integer, PersonId> found);
}

package dev.assent.testing.fake;

import dev.assent.core.campaign.AudienceKeys;
import dev.assent.core.campaign.AudienceRow;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Campaigns in maps; it tallies only what it withheld itself. */
public final class InMemoryCampaigns implements Campaigns, CampaignOutcomes {

    private final Map<String, Campaign> campaigns = new HashMap<>();
    private final Map<String, List<AudienceRow>> chunks = new HashMap<>();
    private final Map<String, Integer> rowByPerson = new HashMap<>();
    private final Map<String, Map<Integer, WithheldRow>> withheld = new HashMap<>();

    @Override
    public synchronized void create(Campaign campaign) {
        campaigns.putIfAbsent(campaign.id(), campaign.atRev(1));
    }

    @Override
    public synchronized Optional<Campaign> find(String id) {
        return Optional.ofNullable(campaigns.get(id));
    }

    @Override
    public synchronized List<Campaign> newest() {
        return new ArrayList<>(campaigns.values()).reversed();
    }

    @Override
    public synchronized boolean update(Campaign changed) {
        Campaign current = campaigns.get(changed.id());
        if (current == null || current.rev() != changed.rev()) {
            return false;
        }
        campaigns.put(changed.id(), changed.atRev(changed.rev() + 1));
        return true;
    }

    @Override
    public synchronized boolean addChunk(Campaign changed, int index, List<AudienceRow> rows) {
        if (!update(changed)) {
            return false;
        }
        chunks.put(changed.id() + "#" + index, rows);
        return true;
    }

    @Override
    public synchronized List<AudienceRow> chunk(String campaignId, int index) {
        return chunks.getOrDefault(campaignId + "#" + index, List.of());
    }

    @Override
    public synchronized AudienceKeys keys(String campaignId) {
        return AudienceKeys.of(chunks.entrySet().stream()
                .filter(it -> it.getKey().startsWith(campaignId + "#"))
                .flatMap(it -> it.getValue().stream())
                .toList());
    }

    @Override
    public synchronized Set<Integer> duplicates(String campaignId, Map<Integer, PersonId> found) {
        Set<Integer> duplicates = new HashSet<>();
        found.keySet().stream().sorted().forEach(row -> {
            Integer first = rowByPerson.putIfAbsent(campaignId + "#" + found.get(row), row);
            if (first != null && !first.equals(row)) {
                duplicates.add(row);
            }
        });
        return duplicates;
    }

    @Override
    public synchronized Tally tally(String campaignId, Instant now) {
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        withheld.getOrDefault(campaignId, Map.of())
                .values()
                .forEach(row -> reasons.merge(row.reason(), 1, Integer::sum));
        return new Tally(new EnumMap<>(MessageState.class), reasons);
    }

    @Override
    public synchronized void withhold(String campaignId, List<WithheldRow> rows) {
        rows.forEach(row ->
                withheld.computeIfAbsent(campaignId, _ -> new HashMap<>()).put(row.row(), row));
    }
}

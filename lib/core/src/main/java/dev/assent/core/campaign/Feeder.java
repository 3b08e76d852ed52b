package dev.assent.core.campaign;

import dev.assent.core.contact.Alias;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.People;
import dev.assent.core.send.SendQueues;
import dev.assent.core.throttle.SendRate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands a campaign's rows to the send queue, never more than two minutes of traffic ahead, so that a pause or a STOP need
 * not chase what is queued. It enqueues first and moves the cursor after: a repeated chunk makes repeated message ids,
 * which the workers drop.
 */
public final class Feeder {

    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** Campaign messages are worthless two days after the start. */
    private static final Duration WORTH = Duration.ofDays(2);

    private static final PersonId STRANGER = new PersonId("");

    private final Campaigns campaigns;
    private final CampaignOutcomes outcomes;
    private final People people;
    private final SendQueues queues;
    private final SendRate rate;

    /** A feeder of these queues. */
    public Feeder(Campaigns campaigns, CampaignOutcomes outcomes, People people, SendQueues queues, SendRate rate) {
        this.campaigns = campaigns;
        this.outcomes = outcomes;
        this.people = people;
        this.queues = queues;
        this.rate = rate;
    }

    /**
     * Feeds a running campaign until it is fed, the queue is full enough, somebody else feeds it, or time is up; the next
     * tick goes on where this one ended.
     *
     * @param hasTime asked before each piece but the first
     */
    public Campaign feed(Campaign campaign, Instant now, BooleanSupplier hasTime) {
        Campaign current = campaign;
        var audience = new WholeAudience(campaign.id());
        double room = rate.perSecond() * AHEAD.toSeconds() - queues.depth(OutboundMessage.Priority.BULK);
        while (current.state() == Campaign.State.RUNNING && !current.isFed() && room > 0) {
            List<AudienceRow> chunk = campaigns.chunk(current.id(), current.cursor());
            hand(current, chunk, audience, now);
            room -= chunk.size();
            if (!campaigns.update(current.fedChunk())) {
                return campaigns.find(campaign.id()).orElse(current);
            }
            current = campaigns.find(campaign.id()).orElseThrow();
            if (!hasTime.getAsBoolean()) {
                break;
            }
        }
        return current;
    }

    /** Whom all rows mean; read when it is needed, and once: the audience is fixed. */
    private final class WholeAudience {

        private final String campaignId;
        private @Nullable AudienceKeys keys;

        private WholeAudience(String campaignId) {
            this.campaignId = campaignId;
        }

        private boolean has(PersonId person) {
            AudienceKeys known = keys;
            if (known == null) {
                known = campaigns.keys(campaignId);
                keys = known;
            }
            return known.has(person.value());
        }
    }

    private void hand(Campaign campaign, List<AudienceRow> chunk, WholeAudience audience, Instant now) {
        Map<Integer, PersonId> found = strangersFound(chunk);
        Set<Integer> late = lateDuplicates(audience, found);
        List<CampaignOutcomes.WithheldRow> withheld = new ArrayList<>();
        List<OutboundMessage> messages = new ArrayList<>();
        for (AudienceRow row : chunk) {
            PersonId person = row.person() == null ? found.get(row.row()) : row.person();
            if (row.duplicate() || late.contains(row.row())) {
                withheld.add(new CampaignOutcomes.WithheldRow(
                        row.row(), person == null ? STRANGER : person, Reason.DUPLICATE));
            } else if (person == null) {
                withheld.add(new CampaignOutcomes.WithheldRow(row.row(), STRANGER, Reason.NO_OPT_IN));
            } else {
                messages.add(message(campaign, row, person, now));
            }
        }
        outcomes.withhold(campaign.id(), withheld);
        queues.enqueue(messages, Duration.ZERO);
    }

    /** Who was on nobody's record when the list was uploaded, and is now. */
    private Map<Integer, PersonId> strangersFound(List<AudienceRow> chunk) {
        List<AudienceRow> strangers = chunk.stream()
                .filter(row -> row.person() == null && !row.duplicate())
                .toList();
        Map<Alias, PersonId> known = people.behind(
                strangers.stream().flatMap(row -> row.aliases().stream()).toList());
        Map<Integer, PersonId> found = new HashMap<>();
        strangers.forEach(row -> row.aliases().stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(person -> found.put(row.row(), person)));
        return found;
    }

    // A stranger's row and another one may turn out to mean the same person.
    private Set<Integer> lateDuplicates(WholeAudience audience, Map<Integer, PersonId> found) {
        if (found.isEmpty()) {
            return Set.of();
        }
        Set<Integer> duplicates = new HashSet<>(campaigns.duplicates(audience.campaignId, found));
        found.forEach((row, person) -> {
            if (audience.has(person)) {
                duplicates.add(row);
            }
        });
        return duplicates;
    }

    private static OutboundMessage message(Campaign campaign, AudienceRow row, PersonId person, Instant now) {
        return new OutboundMessage(
                MessageId.ofCampaignRow(campaign.id(), row.row()),
                1,
                person,
                campaign.from(),
                campaign.brand(),
                new MessageContent.Template(
                        campaign.templateName(),
                        campaign.language(),
                        campaign.category(),
                        campaign.topic(),
                        row.parameters()),
                OutboundMessage.Priority.BULK,
                Optional.ofNullable(campaign.startedAt()).orElse(now).plus(WORTH),
                null,
                null);
    }
}

package dev.assent.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.core.campaign.Campaign;
import dev.assent.core.campaign.CampaignOutcomes;
import dev.assent.core.campaign.Campaigns;
import dev.assent.core.campaign.Counts;
import dev.assent.core.campaign.Feeder;
import dev.assent.core.catalogue.Category;
import dev.assent.core.control.Controls;
import dev.assent.core.send.Tools;
import dev.assent.core.send.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts campaigns, feeds them, works off what is due, and notices when they are done. */
final class Conductor {

    /** A schedule that fires later than this is stale: after an outage nobody wants yesterday's campaign. */
    private static final Duration STALE = Duration.ofHours(1);

    /** Less than the function has: who starts a large campaign waits for an answer, and the tick comes every minute. */
    private static final Duration FEEDING = Duration.ofSeconds(12);

    private static final System.Logger LOG = System.getLogger(Conductor.class.getName());

    private final Campaigns campaigns;
    private final CampaignOutcomes outcomes;
    private final Feeder feeder;
    private final WaitingRoom waitingRoom;
    private final Tools.Counters counters;
    private final InstantSource clock;

    Conductor(
            Campaigns campaigns,
            CampaignOutcomes outcomes,
            Feeder feeder,
            WaitingRoom waitingRoom,
            Tools.Counters counters,
            InstantSource clock) {
        this.campaigns = campaigns;
        this.outcomes = outcomes;
        this.feeder = feeder;
        this.waitingRoom = waitingRoom;
        this.counters = counters;
        this.clock = clock;
    }

    /** Starts a campaign, or schedules it if its time is to come; feeds it at once. */
    Campaign start(Campaign campaign) {
        Instant now = clock.instant();
        Campaign current = campaign;
        while (current.state() == Campaign.State.DRAFT || current.state() == Campaign.State.SCHEDULED) {
            boolean early = current.startAt() != null && now.isBefore(current.startAt());
            if (early && current.state() == Campaign.State.SCHEDULED) {
                return current;
            }
            campaigns.update(early ? current.in(Campaign.State.SCHEDULED) : current.startedAt(now));
            current = campaigns.find(campaign.id()).orElseThrow();
        }
        return feed(current, now.plus(FEEDING));
    }

    /** An operator lifted a brake: what waited for that goes on at once. */
    void released() {
        Instant until = clock.instant().plus(FEEDING);
        waitingRoom.handOnAfterRelease();
        campaigns.newest().stream()
                .filter(it -> it.state() == Campaign.State.RUNNING)
                .forEach(it -> feed(it, until));
    }

    // What an operator stopped is not queued either.
    private Campaign feed(Campaign campaign, Instant until) {
        return isStopped(campaign)
                ? campaign
                : feeder.feed(campaign, clock.instant(), () -> clock.instant().isBefore(until));
    }

    private boolean isStopped(Campaign campaign) {
        Controls controls = counters.controls().read(Tools.Counters.CONTROLS, clock.instant(), Duration.ZERO);
        return controls.stopsCampaign(campaign.id(), campaign.from(), campaign.category() == Category.MARKETING);
    }

    /** Every minute: start what is due, keep feeding, hand on what was parked, close what is done. */
    void tick() {
        List<RuntimeException> failures = new ArrayList<>();
        Instant until = clock.instant().plus(FEEDING);
        attempt(waitingRoom::handOnDue, failures);
        attempt(waitingRoom::handOnAfterRelease, failures);
        attempt(waitingRoom::handOnWithinLimit, failures);
        for (Campaign campaign : campaigns.newest()) {
            attempt(() -> moveOn(campaign, until), failures);
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private void moveOn(Campaign campaign, Instant until) {
        switch (campaign.state()) {
            case SCHEDULED -> startIfDue(campaign);
            case RUNNING -> completeIfDone(feed(campaign, until));
            case DRAFT, PAUSED, COMPLETED, CANCELLED -> {
                // Nothing to do.
            }
        }
    }

    // One campaign that can't be worked on must not hold up the others; the tick still fails, for the alarm.
    private static void attempt(Runnable step, List<RuntimeException> failures) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A step of the tick failed", e);
            failures.add(e);
        }
    }

    /** A schedule of the business's own fired: {@code detail.campaignId} says which campaign to start. */
    void scheduled(JsonNode event) {
        String id = event.path("detail").path("campaignId").asText();
        if (isStale(Instant.parse(event.path("time").asText()))) {
            LOG.log(System.Logger.Level.WARNING, "A stale schedule did not start {0}", id);
            return;
        }
        Campaign campaign = campaigns
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException("The schedule names no campaign on record"));
        start(campaign);
    }

    /**
     * The state of a campaign as it is seen: complete once all of its rows have a final state, paused while a brake stops
     * it.
     */
    Campaign.State stateOf(Campaign campaign) {
        if (campaign.state() != Campaign.State.RUNNING) {
            return campaign.state();
        }
        return stateOf(campaign, campaign.isFed() ? countsOf(campaign) : null);
    }

    /** The same, with its counts at hand; null if it is not fed yet. */
    Campaign.State stateOf(Campaign campaign, @Nullable Counts counts) {
        if (campaign.state() != Campaign.State.RUNNING) {
            return campaign.state();
        }
        if (counts != null && campaign.isFed() && counts.isSettled()) {
            return Campaign.State.COMPLETED;
        }
        return isStopped(campaign) ? Campaign.State.PAUSED : Campaign.State.RUNNING;
    }

    /** What became of its audience so far. */
    Counts countsOf(Campaign campaign) {
        CampaignOutcomes.Tally tally = outcomes.tally(campaign.id(), clock.instant());
        return Counts.of(campaign.audience(), tally.states(), tally.withheld());
    }

    private void startIfDue(Campaign campaign) {
        Instant startAt = campaign.startAt();
        if (startAt == null || clock.instant().isBefore(startAt)) {
            return;
        }
        if (isStale(startAt)) {
            LOG.log(System.Logger.Level.WARNING, "The start of {0} is stale; it is paused", campaign.id());
            campaigns.update(campaign.in(Campaign.State.PAUSED));
            return;
        }
        start(campaign);
    }

    private void completeIfDone(Campaign campaign) {
        if (campaign.isFed() && stateOf(campaign) == Campaign.State.COMPLETED) {
            campaigns.update(campaign.in(Campaign.State.COMPLETED));
        }
    }

    private boolean isStale(Instant planned) {
        return clock.instant().isAfter(planned.plus(STALE));
    }
}

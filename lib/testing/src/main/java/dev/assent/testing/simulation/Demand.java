package dev.assent.testing.simulation;

import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** More people than the messaging limit permits, for three days: how much of it is used? */
public final class Demand {

    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

    private Demand() {}

    /**
     * What three days showed.
     *
     * @param occupancy the share of the limit that was used on average, after the first two hours
     * @param violations rules that were broken
     */
    public record Findings(double occupancy, List<String> violations) {

        /** Copies the violations. */
        public Findings {
            violations = List.copyOf(violations);
        }
    }

    /** Runs three days with this limit. */
    public static Findings run(long seed, int limit) {
        var world = new SendWorld(
                new SendWorld.Setup(
                        seed,
                        new SendRate(20, 0),
                        limit,
                        3,
                        0,
                        50,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(7),
                        new SendWorld.Faults(0.001, 0, 0, 0, 0, 0, 0, 0, 0)),
                START);
        var consent = new RecordConsent(world.people(), Fixtures.IDENTITY_KEY, new Random(seed));
        List<OutboundMessage> everybody = new ArrayList<>();
        for (int i = 0; i < limit * 4; i++) {
            var fact = Fixtures.optIn("in" + i, START.minusSeconds(60), "offers");
            var person =
                    ((RecordConsent.Result.Recorded) consent.record(Fixtures.contact(i), fact, null, START)).person();
            everybody.add(Fixtures.offer(MessageId.ofCampaignRow("c-1", i), person.id()));
        }
        world.time().start(() -> world.enqueue(everybody));
        world.start();
        world.time().run(Duration.ofHours(2));
        world.platform().sampleFromHere();
        world.time().run(Duration.ofHours(70));
        return new Findings(
                world.platform().averageOccupancy(), world.platform().violations());
    }
}

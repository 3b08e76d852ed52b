package dev.assent.testing.simulation;

import dev.assent.core.contact.PersonId;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A backlog of bulk, messages of high priority now and then, and how both arrive at the platform. */
public final class Throughput {

    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

    /**
     * What to run.
     *
     * @param messages of bulk, all there from the start
     * @param highPerSecond messages of high priority; 0 for none
     * @param workers invocations at once
     * @param batch most messages per invocation
     * @param crash share of the invocations whose process dies
     */
    public record Case(
            long seed, SendRate rate, int messages, double highPerSecond, int workers, int batch, double crash) {}

    private Throughput() {}

    /**
     * What became of a poison message among others.
     *
     * @param poison its state in the end
     * @param sent how many others arrived
     */
    public record Poisoned(MessageState poison, int sent) {}

    /** A message at which every worker fails, among a hundred others, for a quarter of an hour. */
    public static Poisoned runWithPoison(long seed) {
        var it = new Case(seed, new SendRate(80, 0), 101, 0, 2, 20, 0);
        SendWorld world = world(it);
        MessageId poison = MessageId.ofCampaignRow("c-1", 50);
        world.poison(poison);
        begin(world, it);
        world.time().run(Duration.ofMinutes(15));
        return new Poisoned(
                world.messages().find(poison).orElseThrow().state(),
                world.platform().arrivals().size());
    }

    private static SendWorld world(Case it) {
        var faults = new SendWorld.Faults(it.crash(), 0, 0, 0, 0, 0, 0, 0, 0);
        return new SendWorld(
                new SendWorld.Setup(
                        it.seed(),
                        it.rate(),
                        MessagingLimit.UNLIMITED,
                        it.workers(),
                        it.highPerSecond() > 0 ? 2 : 0,
                        it.batch(),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        faults),
                START);
    }

    private static RecordConsent begin(SendWorld world, Case it) {
        var consent = new RecordConsent(world.people(), Fixtures.IDENTITY_KEY, new Random(it.seed()));
        List<OutboundMessage> bulk = new ArrayList<>();
        for (int i = 0; i < it.messages(); i++) {
            bulk.add(Fixtures.offer(MessageId.ofCampaignRow("c-1", i), agreed(consent, i)));
        }
        world.time().start(() -> world.enqueue(bulk));
        world.start();
        return consent;
    }

    /** Runs it until everything is sent. */
    public static Arrivals run(Case it) {
        SendWorld world = world(it);
        RecordConsent consent = begin(world, it);
        double seconds = it.messages() / it.rate().perSecond();
        if (it.highPerSecond() > 0) {
            world.time().start(() -> sendCodes(world, consent, it, seconds));
        }
        world.time().run(Duration.ofMillis((long) (seconds * 1_200) + 300_000));
        return new Arrivals(
                world.platform().arrivals().stream()
                        .map(arrival -> new Arrivals.One(
                                world.queuedAt(arrival.message().id()),
                                arrival.at(),
                                arrival.message().priority() == OutboundMessage.Priority.HIGH))
                        .toList(),
                it.rate().perSecond(),
                world.queue().mostReceives(),
                world.queue().everDead(),
                world.platform().violations());
    }

    private static void sendCodes(SendWorld world, RecordConsent consent, Case it, double seconds) {
        int codes = (int) (it.highPerSecond() * seconds * 0.9);
        for (int i = 0; i < codes; i++) {
            double pause = -Math.log(1 - world.dice().nextDouble()) / it.highPerSecond();
            world.time().sleep(Duration.ofNanos((long) (pause * 1e9)));
            world.enqueue(List.of(Fixtures.code(new MessageId("m-" + i), agreed(consent, 10_000_000 + i))));
        }
    }

    private static PersonId agreed(RecordConsent consent, int number) {
        var fact = Fixtures.optIn("in" + number, START.minusSeconds(60), "offers", "login");
        return ((RecordConsent.Result.Recorded) consent.record(Fixtures.contact(number), fact, null, START))
                .person()
                .id();
    }
}

package dev.assent.testing.simulation;

import dev.assent.core.catalogue.Category;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.People;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.RecordConsent;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Two days of everything at once: more people than the limit permits, repeats, replies at the end of windows, opt-outs while
 * messages are on their way, people who turn out to be one, crashes, clocks that are wrong, lost answers, late webhooks, a
 * limit that changes.
 */
public final class Chaos {

    private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");
    private static final Duration LENGTH = Duration.ofHours(52);

    private final long seed;
    private final SendWorld world;
    private final Random dice;
    private final RecordConsent consent;
    private final List<PersonId> people = new ArrayList<>();
    private final Map<PersonId, String> humans = new HashMap<>();
    private final Set<PersonId> moved = new HashSet<>();
    private int nextMessage;
    private int nextFact;

    /**
     * What a run showed.
     *
     * @param violations rules of the platform, and promises of ours, that were broken
     */
    public record Findings(long seed, int accepted, List<String> violations) {

        /** Copies the violations. */
        public Findings {
            violations = List.copyOf(violations);
        }
    }

    private Chaos(long seed) {
        this.seed = seed;
        int limit = 20 + (int) (seed % 5) * 15;
        var faults = new SendWorld.Faults(0.02, 0.01, 0.01, 0.04, 0.06, 0.002, 0.03, 0.25, 0.1);
        this.world = new SendWorld(
                new SendWorld.Setup(
                        seed,
                        new SendRate(20, 0),
                        limit,
                        2 + (int) (seed % 4),
                        1,
                        20,
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(7),
                        faults),
                START);
        this.dice = world.dice();
        this.consent = new RecordConsent(world.people(), Fixtures.IDENTITY_KEY, new Random(seed));
        world.knowHumans(person -> humans.getOrDefault(person.id(), person.id().value()));
    }

    /** Runs two days with this seed. */
    public static Findings run(long seed) {
        return new Chaos(seed).run();
    }

    private Findings run() {
        int many = (int) world.platform().limit() * 3;
        for (int i = 0; i < many; i++) {
            meet(i);
        }
        world.time().start(this::campaigns);
        world.time().start(this::conversations);
        world.time().start(this::stops);
        world.time().start(this::merges);
        if (seed % 3 == 0) {
            world.time().start(this::limitChanges);
        }
        world.start();
        world.time().run(LENGTH);
        world.checkThatNothingIsLost();
        return new Findings(
                seed, world.platform().arrivals().size(), world.platform().violations());
    }

    private PersonId meet(int number) {
        var fact = Fixtures.optIn("in" + number, START.minusSeconds(60), "offers", "order-updates");
        PersonId id = ((RecordConsent.Result.Recorded) consent.record(Fixtures.contact(number), fact, null, START))
                .person()
                .id();
        people.add(id);
        humans.put(id, "human" + number);
        return id;
    }

    /** Every few minutes an offer or an order's news for some people, some of them twice within minutes. */
    private void campaigns() {
        while (true) {
            List<OutboundMessage> batch = new ArrayList<>();
            int size = 1 + dice.nextInt(12);
            for (int i = 0; i < size; i++) {
                PersonId to = anyone();
                batch.add(message(to));
                if (world.strikes(0.3)) {
                    OutboundMessage second = message(to);
                    Duration soon = Duration.ofSeconds(7 + dice.nextInt(200));
                    world.time().start(() -> {
                        world.time().sleep(soon);
                        world.enqueue(List.of(second));
                    });
                }
                if (world.strikes(0.06)) {
                    stopSoon(to);
                }
            }
            world.enqueue(batch);
            world.time().sleep(Duration.ofSeconds(dice.nextInt(900)));
        }
    }

    private OutboundMessage message(PersonId to) {
        MessageId id = new MessageId("m-" + nextMessage++);
        return world.strikes(0.2)
                ? Fixtures.template(id, to, "order_shipped", Category.UTILITY, "order-updates")
                : Fixtures.offer(id, to);
    }

    private PersonId anyone() {
        return people.get(dice.nextInt(people.size()));
    }

    /** People write; replies go out at once, or just before their window ends. */
    private void conversations() {
        while (true) {
            world.time().sleep(Duration.ofSeconds(dice.nextInt(2_400)));
            PersonId person = anyone();
            if (moved.contains(person)) {
                continue;
            }
            Instant at = Instant.ofEpochSecond(world.time().now().getEpochSecond());
            world.platform().wrote(humans.getOrDefault(person, ""), at);
            Duration webhook = Duration.ofMillis(dice.nextInt(5_000));
            world.time().start(() -> {
                world.time().sleep(webhook);
                change(person, it -> it.wroteTo(Fixtures.NUMBER, at));
            });
            for (int reply = 0; reply < 3; reply++) {
                Duration before = Duration.ofSeconds(5 + dice.nextInt(60));
                world.time().start(() -> {
                    world.time().until(at.plus(Duration.ofHours(24)).minus(before));
                    world.enqueue(List.of(Fixtures.text(new MessageId("m-" + nextMessage++), person)));
                });
            }
        }
    }

    private void change(PersonId person, java.util.function.UnaryOperator<PersonState> step) {
        while (true) {
            PersonState before = world.person(person);
            if (world.people().update(step.apply(before)) instanceof People.Write.Written) {
                return;
            }
        }
    }

    private void stops() {
        while (true) {
            world.time().sleep(Duration.ofSeconds(dice.nextInt(7_200)));
            stopSoon(anyone());
        }
    }

    private void stopSoon(PersonId person) {
        Duration soon = Duration.ofMillis(dice.nextInt(8_000));
        world.time().start(() -> {
            world.time().sleep(soon);
            if (!moved.contains(person)) {
                stop(person, world.time().now());
            }
        });
    }

    private void stop(PersonId person, Instant now) {
        ConsentFact.OptOut fact = Fixtures.stop("stop" + nextFact++, now);
        change(person, it -> it.after(fact, it.ledger(), now));
        world.platform().stopped(person, now);
    }

    /** Somebody turns out to be somebody else who said stop: both are bound from then on. */
    private void merges() {
        for (int i = 0; i < 12; i++) {
            world.time().sleep(Duration.ofSeconds(dice.nextInt(14_000)));
            PersonId loser = anyone();
            PersonId survivor = anyone();
            if (loser.equals(survivor) || moved.contains(loser) || moved.contains(survivor)) {
                continue;
            }
            stop(survivor, world.time().now());
            change(loser, it -> it.movedTo(survivor));
            moved.add(loser);
            world.platform().stopped(loser, world.time().now());
        }
    }

    private void limitChanges() {
        while (true) {
            world.time().sleep(Duration.ofMinutes(120 + dice.nextInt(900)));
            long now = world.platform().limit();
            long next = dice.nextBoolean() ? now * 2 : Math.max(10, now / 2);
            world.changeLimit(Math.min(200, next), Duration.ofSeconds(dice.nextInt(120)));
        }
    }
}

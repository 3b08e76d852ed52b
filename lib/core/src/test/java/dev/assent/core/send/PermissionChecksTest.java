package dev.assent.core.send;

import static dev.assent.testing.Fixtures.ACME;
import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.NUMBER;
import static dev.assent.testing.Fixtures.PORTFOLIO;
import static dev.assent.testing.Fixtures.contact;
import static dev.assent.testing.Fixtures.counters;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.start;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.catalogue.Category;
import dev.assent.core.contact.PersonId;
import dev.assent.core.control.Brake;
import dev.assent.core.control.Controls;
import dev.assent.core.country.CountryRules;
import dev.assent.core.country.QuietHours;
import dev.assent.core.limit.Buckets;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.person.Charge;
import dev.assent.core.person.Circumstances;
import dev.assent.core.person.Claim;
import dev.assent.core.person.PersonState;
import dev.assent.core.person.Sends;
import dev.assent.core.throttle.SendRate;
import dev.assent.testing.MutableClock;
import dev.assent.testing.Properties;
import dev.assent.testing.SteppedPace;
import dev.assent.testing.fake.InMemoryDueItems;
import dev.assent.testing.fake.InMemoryMessages;
import dev.assent.testing.fake.InMemoryPeople;
import dev.assent.testing.fake.InMemorySendQueues;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a permission check says is what the worker does. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PermissionChecksTest {

    private static final PersonId KIM = new PersonId("p-kim");
    private static final MessageId ID = MessageId.ofCampaignRow("c-1", 1);
    private static final long SEED = 20_261_124;
    private static final int SITUATIONS = 20_000;

    private final Map<dev.assent.core.message.Reason, Integer> seen =
            new EnumMap<>(dev.assent.core.message.Reason.class);
    private final AtomicInteger allowed = new AtomicInteger();

    @Test
    void over_twenty_thousand_situations_both_say_the_same() {
        Properties.forAll(SEED, SITUATIONS, this::compare);

        System.out.printf("allowed %d, refused %s (seeds from %d)%n", allowed.get(), seen, SEED);
        assertThat(allowed.get()).isGreaterThan(500);
        assertThat(seen).hasSizeGreaterThan(18);
    }

    private void compare(Random dice) {
        var situation = new Situation(dice);

        SendDecision said = situation.check();
        int arrived = situation.send();

        MessageRecord record = situation.messages.find(ID).orElseThrow();
        switch (said) {
            case SendDecision.Allowed _ -> {
                allowed.incrementAndGet();
                assertThat(arrived).isEqualTo(1);
                assertThat(record.state()).isEqualTo(MessageState.SENT);
            }
            case SendDecision.Denied(var reason) -> {
                seen.merge(reason, 1, Integer::sum);
                assertThat(arrived).isZero();
                assertThat(record.state()).isEqualTo(MessageState.WITHHELD);
                assertThat(record.reason()).isEqualTo(reason);
            }
            case SendDecision.Deferred(var notBefore, var reason) -> {
                seen.merge(reason, 1, Integer::sum);
                assertThat(arrived).isZero();
                assertThat(record.state()).isEqualTo(MessageState.DEFERRED);
                assertThat(record.reason()).isEqualTo(reason);
                assertThat(record.notBefore()).isEqualTo(notBefore);
            }
        }
    }

    /** A person, a message and a world, drawn at random. */
    private static final class Situation {

        private final Random dice;
        private final InMemoryPeople people = new InMemoryPeople();
        private final InMemoryMessages messages = new InMemoryMessages();
        private final MutableClock clock = MutableClock.startingAt(NOW.toString());
        private final Tools.Counters counters;
        private final PacingProfile pacing;
        private final SendRules rules;
        private final OutboundMessage message;

        Situation(Random dice) {
            this.dice = dice;
            this.counters = counters(odds(0.1) ? 0 : 100);
            this.pacing = odds(0.2)
                    ? new PacingProfile(null, List.of(), dice.nextInt(2), null, null, Duration.ZERO, Duration.ZERO)
                    : PacingProfile.NONE;
            this.rules = new SendRules(ACME, mode(), etiquette());
            this.message = message();
            people.update(person());
            counters.controls().change(Tools.Counters.CONTROLS, NOW, it -> {
                Controls drawn = controls(it);
                return new dev.assent.core.counter.Counter.Step<>(drawn, drawn);
            });
        }

        SendDecision check() {
            var room = new CurrentRoom(counters, PORTFOLIO);
            return gate().explain(
                            message,
                            counters.controls().read(Tools.Counters.CONTROLS, NOW, Duration.ZERO),
                            room.limit(NOW, Duration.ZERO),
                            room.pacing(NUMBER, pacing, NOW, Duration.ZERO),
                            NOW)
                    .decision();
        }

        int send() {
            var arrived = new AtomicInteger();
            var plan = new Tools.Plan(
                    PORTFOLIO,
                    new SendRate(80, 0),
                    Map.of(NUMBER, pacing),
                    new ResendPolicy(Duration.ofMinutes(15), Duration.ofSeconds(30)));
            var tools = new Tools(
                    gate(),
                    messages,
                    (_, _) -> () -> {
                        arrived.incrementAndGet();
                        return new SendResult.Accepted("wamid.1");
                    },
                    new Later(new InMemorySendQueues(), new InMemoryDueItems()),
                    counters,
                    plan,
                    new SteppedPace(clock),
                    dice);
            try {
                assertThat(new SendWorker(tools).send(List.of(message), NOW.plusSeconds(4)))
                        .isEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return arrived.get();
        }

        private Gate gate() {
            return new Gate(people, messages, rules);
        }

        private boolean odds(double share) {
            return dice.nextDouble() < share;
        }

        private Instant around(Duration spread) {
            return NOW.plusSeconds(dice.nextLong(2 * spread.toSeconds() + 1) - spread.toSeconds());
        }

        private @Nullable Instant perhaps(double share, Duration spread) {
            return odds(share) ? around(spread) : null;
        }

        private SendMode mode() {
            return odds(0.9)
                    ? SendMode.LIVE
                    : new SendMode(odds(0.5) ? SendMode.Kind.DRY_RUN : SendMode.Kind.ALLOWLIST, Set.of());
        }

        private Etiquette etiquette() {
            var night = new QuietHours(LocalTime.of(dice.nextInt(24), 0), LocalTime.of(dice.nextInt(24), 0), Set.of());
            var germany = new CountryRules(
                    odds(0.03), !odds(0.05), odds(0.2) ? night : null, List.of(ZoneId.of("Europe/Berlin")));
            return new Etiquette(
                    new CountryRules.Atlas(Map.of("DE", germany)),
                    odds(0.2) ? night : null,
                    ZoneId.of("UTC"),
                    odds(0.3) ? List.of(new FrequencyCap(1 + dice.nextInt(3), Duration.ofDays(1))) : List.of());
        }

        private OutboundMessage message() {
            return new OutboundMessage(
                    ID,
                    1,
                    odds(0.02) ? new PersonId("p-nobody") : KIM,
                    NUMBER,
                    "Acme",
                    content(),
                    odds(0.5) ? OutboundMessage.Priority.HIGH : OutboundMessage.Priority.BULK,
                    perhaps(0.1, Duration.ofHours(1)),
                    perhaps(0.3, Duration.ofHours(2)),
                    perhaps(0.05, Duration.ofHours(2)),
                    odds(0.2) ? template("order_shipped", Category.UTILITY, "order-updates") : null);
        }

        private MessageContent content() {
            return switch (dice.nextInt(6)) {
                case 0, 1 -> template("summer_sale", Category.MARKETING, "offers");
                case 2 -> template("order_shipped", Category.UTILITY, "order-updates");
                case 3 -> template("login_code", Category.AUTHENTICATION, "login");
                case 4 -> new MessageContent.Text(odds(0.1) ? "" : "It waits at the shop.");
                default ->
                    new MessageContent.Media(MessageContent.MediaType.IMAGE, "https://acme.example/a.jpg", null, null);
            };
        }

        private MessageContent.Template template(String name, Category category, String topic) {
            return new MessageContent.Template(name, "en", category, topic, odds(0.03) ? List.of() : List.of("Kim"));
        }

        private PersonState person() {
            PersonState kim = PersonState.unknown(KIM, contact(1));
            if (odds(0.9)) {
                kim = kim.after(optIn("1", around(Duration.ofHours(1)), topics()), kim.ledger(), NOW);
            }
            if (odds(0.2)) {
                kim = kim.after(stop("2", around(Duration.ofHours(2))), kim.ledger(), NOW);
            }
            if (odds(0.1)) {
                kim = kim.after(start("3", around(Duration.ofHours(2))), kim.ledger(), NOW);
            }
            if (odds(0.5)) {
                kim = kim.wroteTo(NUMBER, NOW.minusSeconds(dice.nextLong(90_000)));
            }
            return kim.with(sends()).with(circumstances());
        }

        private String[] topics() {
            List<String> topics = new ArrayList<>(List.of("offers", "order-updates", "login"));
            topics.removeIf(_ -> odds(0.2));
            return topics.isEmpty() ? new String[] {"newsletter"} : topics.toArray(String[]::new);
        }

        private Sends sends() {
            Map<String, Instant> last = odds(0.3) ? Map.of(NUMBER, around(Duration.ofSeconds(12))) : Map.of();
            Map<MessageId, Claim> claims = new java.util.HashMap<>();
            int unsettled = odds(0.1) ? 7 + dice.nextInt(3) : 0;
            for (int i = 0; i < unsettled; i++) {
                claims.put(new MessageId("m-" + i), new Claim(1, NOW.minusSeconds(5)));
            }
            List<Instant> marketing = new ArrayList<>();
            for (int i = dice.nextInt(4); i > 0; i--) {
                marketing.add(NOW.minusSeconds(dice.nextLong(200_000)));
            }
            marketing.sort(null);
            return new Sends(
                    last,
                    claims,
                    odds(0.3) ? new Charge(Buckets.at(NOW) - dice.nextInt(3), null) : null,
                    marketing,
                    perhaps(0.1, Duration.ofHours(3)),
                    perhaps(0.1, Duration.ofHours(2)));
        }

        private Circumstances circumstances() {
            return new Circumstances(
                    odds(0.2) ? ZoneId.of("Asia/Tokyo") : null,
                    odds(0.05),
                    odds(0.05) ? NOW.minusSeconds(60) : null,
                    perhaps(0.1, Duration.ofHours(1)));
        }

        private Controls controls(Controls free) {
            Controls drawn = free;
            if (odds(0.1)) {
                Brake.What what = Brake.What.values()[dice.nextInt(4)];
                String id = what == Brake.What.NUMBER ? NUMBER : what == Brake.What.CAMPAIGN ? "c-1" : "";
                drawn = drawn.braked(new Brake(what, id), "test", NOW.minusSeconds(9));
            }
            if (odds(0.05)) {
                drawn = drawn.accountHeld(new Controls.Hold("X", around(Duration.ofHours(1)), NOW), NOW);
            }
            if (odds(0.05)) {
                drawn = drawn.numberHeld(NUMBER, new Controls.Hold("X", around(Duration.ofHours(1)), NOW), NOW);
            }
            if (odds(0.05)) {
                drawn = drawn.templateHeld(
                        "summer_sale", "en", new Controls.Hold("PAUSED", Controls.UNTIL_LIFTED, NOW), NOW);
            }
            return odds(0.1) ? drawn.templateMoved("order_shipped", "en", Category.MARKETING, NOW) : drawn;
        }
    }
}

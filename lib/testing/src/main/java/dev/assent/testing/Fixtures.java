package dev.assent.testing;

import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Template;
import dev.assent.core.catalogue.Topic;
import dev.assent.core.consent.ConsentFact;
import dev.assent.core.consent.Evidence;
import dev.assent.core.consent.OptInMethod;
import dev.assent.core.consent.OptOutMethod;
import dev.assent.core.consent.OptOutScope;
import dev.assent.core.contact.Contact;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.contact.PersonId;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.control.Controls;
import dev.assent.core.control.WebhookFlow;
import dev.assent.core.counter.Counter;
import dev.assent.core.limit.MessagingLimit;
import dev.assent.core.message.MessageContent;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.pacing.Conversations;
import dev.assent.core.send.Etiquette;
import dev.assent.core.send.ResendPolicy;
import dev.assent.core.send.SendMode;
import dev.assent.core.send.SendRules;
import dev.assent.core.send.Tools;
import dev.assent.core.throttle.SendRate;
import dev.assent.core.throttle.Throttle;
import dev.assent.testing.fake.InMemoryCounterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The people and messages that tests speak of. All numbers are invented. */
public final class Fixtures {

    /** The business number that sends. */
    public static final String NUMBER = "100000000000001";

    /** The business portfolio. */
    public static final String PORTFOLIO = "200000000000001";

    /** When most tests begin. */
    public static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

    /** The key under which test contacts are hashed. */
    public static final IdentityKey IDENTITY_KEY = new IdentityKey("test-identity-key");

    /** Acme: two marketing topics, two utility topics, one for codes. */
    public static final Catalogue ACME = new Catalogue(
            "Acme",
            List.of("Acme"),
            Map.of(
                    "offers", new Topic("offers", Category.MARKETING, "Offers first"),
                    "newsletter", new Topic("newsletter", Category.MARKETING, "News every week"),
                    "order-updates", new Topic("order-updates", Category.UTILITY, "Where your order is"),
                    "login", new Topic("login", Category.AUTHENTICATION, "One-time codes")),
            List.of(
                    new Template("summer_sale", "en", Category.MARKETING, "offers", 1),
                    new Template("newsletter_weekly", "en", Category.MARKETING, "newsletter", 1),
                    new Template("order_shipped", "en", Category.UTILITY, "order-updates", 1),
                    new Template("login_code", "en", Category.AUTHENTICATION, "login", 1)),
            Map.of("stop-confirmation", Map.of("en", "You will get no more messages from {business}.")));

    private Fixtures() {}

    /** Acme's rules in production, without quiet hours, caps or countries. */
    public static SendRules rules() {
        return new SendRules(ACME, SendMode.LIVE, Etiquette.NONE);
    }

    /** Counters in memory. */
    public static Tools.Counters counters(long messagingLimit) {
        return new Tools.Counters(
                new Counter<>(new InMemoryCounterStore<>(), Throttle.UNUSED),
                new Counter<>(new InMemoryCounterStore<>(), MessagingLimit.of(messagingLimit)),
                new Counter<>(new InMemoryCounterStore<>(), Conversations.NONE),
                new Counter<>(new InMemoryCounterStore<>(), Controls.FREE),
                new Counter<>(new InMemoryCounterStore<>(), WebhookFlow.NONE));
    }

    /** Acme's plan at this rate. */
    public static Tools.Plan plan(SendRate rate) {
        return new Tools.Plan(
                PORTFOLIO, rate, Map.of(), new ResendPolicy(Duration.ofMinutes(15), Duration.ofSeconds(30)));
    }

    /** An invented German number. */
    public static Contact contact(int number) {
        return Contact.of(new PhoneNumber("+49151%08d".formatted(number)));
    }

    /** The evidence that a web form must have under today's policy. */
    public static Evidence webFormEvidence() {
        return Evidence.of(new HashMap<>(Map.of(
                "businessName", "Acme",
                "wording", "Receive offers from Acme on WhatsApp",
                "wordingVersion", "2026-01",
                "language", "en",
                "activeAct", "CHECKBOX_TICKED",
                "conditionOfPurchase", "false",
                "sourceUrl", "https://shop.example/whatsapp")));
    }

    /** An opt-in by web form. */
    public static ConsentFact.OptIn optIn(String factId, Instant at, String... topics) {
        return optIn(factId, at, OptInMethod.WEB_FORM, topics);
    }

    /** An opt-in by this method. */
    public static ConsentFact.OptIn optIn(String factId, Instant at, OptInMethod method, String... topics) {
        return new ConsentFact.OptIn(
                factId, at, "r-" + factId, "Acme", Set.of(topics), method, webFormEvidence(), null);
    }

    /** A plain STOP. */
    public static ConsentFact.OptOut stop(String factId, Instant at) {
        return new ConsentFact.OptOut(factId, at, OptOutScope.ALL, OptOutMethod.KEYWORD, "stop");
    }

    /** A START. */
    public static ConsentFact.Resumption start(String factId, Instant at) {
        return new ConsentFact.Resumption(factId, at, ConsentFact.Origin.PERSON, "start");
    }

    /** The summer sale for this person. */
    public static OutboundMessage offer(MessageId id, PersonId to) {
        return template(id, to, "summer_sale", Category.MARKETING, "offers");
    }

    /** A template message with one parameter. */
    public static OutboundMessage template(
            MessageId id, PersonId to, String template, Category category, String topic) {
        return message(id, to, new MessageContent.Template(template, "en", category, topic, List.of("Kim")));
    }

    /** A one-time code, of high priority. */
    public static OutboundMessage code(MessageId id, PersonId to) {
        return new OutboundMessage(
                id,
                1,
                to,
                NUMBER,
                "Acme",
                new MessageContent.Template("login_code", "en", Category.AUTHENTICATION, "login", List.of("1234")),
                OutboundMessage.Priority.HIGH,
                null,
                null,
                null);
    }

    /** A free-form text. */
    public static OutboundMessage text(MessageId id, PersonId to) {
        return message(id, to, new MessageContent.Text("Your parcel waits at the shop."));
    }

    private static OutboundMessage message(MessageId id, PersonId to, MessageContent content) {
        return new OutboundMessage(id, 1, to, NUMBER, "Acme", content, OutboundMessage.Priority.BULK, null, null, null);
    }
}

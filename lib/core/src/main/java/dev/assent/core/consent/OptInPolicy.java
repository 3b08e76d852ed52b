package dev.assent.core.consent;

import dev.assent.core.catalogue.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an opt-in must show before it is recorded.
 *
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/getting-opt-in">Meta: getting
 *     opt-in</a>
 */
public final class OptInPolicy {

    /** How far in the future a caller's clock may be. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

    private static final Set<String> ONLINE_ACTS = Set.of("CHECKBOX_TICKED", "BUTTON_PRESSED", "TOGGLED");
    private static final Set<String> CHAT_ACTS = Set.of("REPLIED_YES", "KEYWORD_SENT", "BUTTON_PRESSED", "CODE_SENT");
    private static final Set<String> SPOKEN_ACTS = Set.of("SPOKEN_YES", "KEY_PRESSED");
    private static final Set<String> PAPER_ACTS = Set.of("SIGNED", "CHECKBOX_TICKED");
    private static final Set<String> ANY_ACT = Set.of(
            "CHECKBOX_TICKED",
            "BUTTON_PRESSED",
            "CODE_SENT",
            "KEYWORD_SENT",
            "KEY_PRESSED",
            "SPOKEN_YES",
            "SIGNED",
            "TOGGLED",
            "REPLIED_YES");

    /** What one method needs beyond the common fields. */
    private record Needs(Set<String> acts, List<String> fields) {}

    private static final Map<OptInMethod, Needs> NEEDS = new EnumMap<>(Map.ofEntries(
            Map.entry(OptInMethod.WEB_FORM, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.LANDING_PAGE, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.WIDGET, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.CHECKOUT, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.SIGN_UP, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.ACCOUNT_SETTINGS, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.SOCIAL, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.SMS, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.EMAIL, new Needs(ONLINE_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.IN_CHAT, new Needs(CHAT_ACTS, List.of("wamid"))),
            Map.entry(OptInMethod.CHAT_LINK, new Needs(CHAT_ACTS, List.of("wamid"))),
            Map.entry(OptInMethod.QR_CODE, new Needs(CHAT_ACTS, List.of("placement"))),
            Map.entry(OptInMethod.CLICK_TO_WHATSAPP_AD, new Needs(CHAT_ACTS, List.of("adId"))),
            Map.entry(OptInMethod.WEB_CHAT, new Needs(CHAT_ACTS, List.of("sourceUrl"))),
            Map.entry(OptInMethod.IVR, new Needs(SPOKEN_ACTS, List.of("callId"))),
            Map.entry(OptInMethod.CALL_CENTER, new Needs(SPOKEN_ACTS, List.of("callId", "agentId"))),
            Map.entry(OptInMethod.PAPER, new Needs(PAPER_ACTS, List.of("documentReference"))),
            Map.entry(OptInMethod.IN_PERSON, new Needs(Set.of("SIGNED", "SPOKEN_YES"), List.of("agentId"))),
            Map.entry(OptInMethod.KIOSK, new Needs(ONLINE_ACTS, List.of("deviceId"))),
            Map.entry(OptInMethod.APP, new Needs(ONLINE_ACTS, List.of("appVersion"))),
            Map.entry(OptInMethod.IMPORT, new Needs(ANY_ACT, List.of("documentReference"))),
            Map.entry(OptInMethod.API, new Needs(ANY_ACT, List.of("sourceUrl")))));

    private final PolicyProfile profile;
    private final Catalogue catalogue;

    /** A policy for this business. */
    public OptInPolicy(PolicyProfile profile, Catalogue catalogue) {
        this.profile = profile;
        this.catalogue = catalogue;
    }

    /** Everything that keeps the opt-in from being accepted; empty if nothing does. */
    public List<Violation> violations(ConsentFact.OptIn optIn, Instant now) {
        List<Violation> found = new ArrayList<>();
        checkSubject(optIn, now, found);
        checkBusiness(optIn.evidence(), found);
        checkChannels(optIn.evidence(), found);
        checkWording(optIn.evidence(), found);
        checkAct(optIn, found);
        if (profile == PolicyProfile.STRICT_THIRD_PARTY) {
            checkThirdParty(optIn, found);
        }
        return List.copyOf(found);
    }

    private void checkSubject(ConsentFact.OptIn optIn, Instant now, List<Violation> found) {
        if (optIn.topics().isEmpty()) {
            found.add(new Violation("B4", "topics", "Name the topics that the person chose; at least one."));
        }
        for (String topic : optIn.topics()) {
            if (!catalogue.topics().containsKey(topic)) {
                found.add(new Violation(
                        "FIELD",
                        "topics",
                        "There is no topic '" + topic + "'; assent.yaml has "
                                + catalogue.topics().keySet().stream().sorted().toList() + "."));
            }
        }
        if (!catalogue.brands().contains(optIn.brand())) {
            found.add(new Violation("FIELD", "brand", "Name one of the brands in assent.yaml: " + catalogue.brands()));
        }
        if (optIn.at().isAfter(now.plus(CLOCK_TOLERANCE))) {
            found.add(new Violation("FIELD", "capturedAt", "An opt-in can't lie in the future; check the clock."));
        }
    }

    private void checkBusiness(Evidence evidence, List<Violation> found) {
        Optional<String> named = evidence.field("businessName");
        if (named.isEmpty()) {
            found.add(missing("B1", "businessName", "the name of the business as the person saw it"));
        } else if (!isOurs(named.get())) {
            found.add(new Violation(
                    "B1",
                    "evidence.businessName",
                    "The person agreed to hear from another business; get an opt-in that names " + catalogue.business()
                            + "."));
        }
    }

    private boolean isOurs(String name) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(catalogue.business()), catalogue.brands().stream())
                .anyMatch(ours -> ours.strip().equalsIgnoreCase(name.strip()));
    }

    private static void checkChannels(Evidence evidence, List<Violation> found) {
        List<String> channels = evidence.field("channels")
                .map(it -> Arrays.asList(it.split(",")))
                .orElse(List.of());
        if (!channels.isEmpty() && !channels.contains("WHATSAPP")) {
            found.add(new Violation(
                    "B2",
                    "evidence.channels",
                    "Consent for " + String.join(", ", channels) + " does not carry over; ask for WhatsApp by name."));
        }
        if (channels.size() > 1 && evidence.field("activeAct").equals(Optional.of("CHECKBOX_TICKED"))) {
            found.add(new Violation(
                    "B3",
                    "evidence.channels",
                    "One checkbox covered several channels; give WhatsApp a box of its own."));
        }
    }

    private static void checkWording(Evidence evidence, List<Violation> found) {
        for (String field : List.of("wording", "wordingVersion", "language")) {
            if (evidence.field(field).isEmpty()) {
                found.add(missing("B5", field, "what the person was shown"));
            }
        }
        Optional<String> condition = evidence.field("conditionOfPurchase");
        if (condition.isEmpty()) {
            found.add(missing("B7", "conditionOfPurchase", "false if the purchase went through without it"));
        } else if (!condition.get().equals("false")) {
            found.add(new Violation(
                    "B7",
                    "evidence.conditionOfPurchase",
                    "An opt-in that a purchase depends on is not free; make it optional."));
        }
    }

    private static void checkAct(ConsentFact.OptIn optIn, List<Violation> found) {
        Needs needs = NEEDS.getOrDefault(optIn.method(), new Needs(ANY_ACT, List.of()));
        Optional<String> act = optIn.evidence().field("activeAct");
        if (act.isEmpty()) {
            found.add(missing("B6", "activeAct", "what the person did to agree; a pre-ticked box is no act"));
        } else if (!needs.acts().contains(act.get())) {
            found.add(new Violation(
                    "B6",
                    "evidence.activeAct",
                    "For " + optIn.method() + " the act is one of "
                            + needs.acts().stream().sorted().toList() + "."));
        }
        for (String field : needs.fields()) {
            if (optIn.evidence().field(field).isEmpty()) {
                found.add(missing(
                        optIn.method() == OptInMethod.IMPORT ? "I1" : "B8", field, "needed for " + optIn.method()));
            }
        }
    }

    private static void checkThirdParty(ConsentFact.OptIn optIn, List<Violation> found) {
        if (!optIn.evidence()
                .field("wording")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("whatsapp")) {
            found.add(new Violation("B2", "evidence.wording", "This profile demands that the wording names WhatsApp."));
        }
        if (optIn.method() == OptInMethod.IN_CHAT || optIn.method() == OptInMethod.CHAT_LINK) {
            found.add(new Violation("A2", "method", "This profile demands consent given outside WhatsApp."));
        }
        if (optIn.evidence().field("numberSource").isEmpty()) {
            found.add(missing("B6", "numberSource", "whether the person typed or confirmed the number"));
        }
    }

    private static Violation missing(String rule, String field, String what) {
        return new Violation(rule, "evidence." + field, "Add " + field + ": " + what + ".");
    }
}

package dev.assent.core.control;

import dev.assent.core.catalogue.Category;
import dev.assent.core.message.OutboundMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that holds traffic for other reasons than the person's: operator brakes, and what the provider said about
 * the account, its numbers and its templates. Small, and read several times a second.
 *
 * @param brakes by {@link Brake#key()}
 * @param released when an operator lifted a brake last, or null
 * @param account what restricts the whole account, or null
 * @param numbers what holds a number, by phone number id
 * @param templates by name and language
 */
public record Controls(
        Map<String, Pulled> brakes,
        @Nullable Instant released,
        @Nullable Hold account,
        Map<String, Hold> numbers,
        Map<String, TemplateState> templates) {

    /** Nothing is held. */
    public static final Controls FREE = new Controls(Map.of(), null, null, Map.of(), Map.of());

    /**
     * A brake as it was set.
     *
     * @param reason the operator's
     */
    public record Pulled(Brake brake, String reason, Instant at) {}

    /**
     * The provider's restriction.
     *
     * @param cause its word or error code for it
     * @param until when it ends; {@link #UNTIL_LIFTED} if it did not say
     * @param at when it said so
     */
    public record Hold(String cause, Instant until, Instant at) {}

    /**
     * A template as the provider sees it.
     *
     * @param hold why it can't be sent, or null
     * @param category what it was re-categorised to, or null
     * @param categoryAt when, or null
     */
    public record TemplateState(
            @Nullable Hold hold,
            @Nullable Category category,
            @Nullable Instant categoryAt) {}

    /** For a restriction without an end: it lasts until the provider lifts it. */
    public static final Instant UNTIL_LIFTED = Instant.parse("9999-12-31T00:00:00Z");

    /** Copies its maps. */
    public Controls {
        brakes = Map.copyOf(brakes);
        numbers = Map.copyOf(numbers);
        templates = Map.copyOf(templates);
    }

    /** With this brake set. */
    public Controls braked(Brake brake, String reason, Instant at) {
        Map<String, Pulled> changed = new HashMap<>(brakes);
        changed.putIfAbsent(brake.key(), new Pulled(brake, reason, at));
        return new Controls(changed, released, account, numbers, templates);
    }

    /**
     * Without this brake. Resuming everything, or a number, also ends what an error code of the provider holds for a while
     * (an operator may have mended its cause): the next answer brings it back if it is still so. What was put off meanwhile
     * goes at the time that it was put off to.
     */
    public Controls resumed(Brake brake, Instant at) {
        Map<String, Pulled> changed = new HashMap<>(brakes);
        boolean wasSet = changed.remove(brake.key()) != null;
        boolean everything = brake.what() == Brake.What.ALL;
        Hold accountNow = everything && isForAWhile(account, at) ? null : account;
        Map<String, Hold> numbersNow = new HashMap<>(numbers);
        numbersNow
                .entrySet()
                .removeIf(it -> isForAWhile(it.getValue(), at)
                        && (everything
                                || (brake.what() == Brake.What.NUMBER
                                        && it.getKey().equals(brake.id()))));
        boolean lifted = !Objects.equals(accountNow, account) || numbersNow.size() < numbers.size();
        return wasSet || lifted ? new Controls(changed, at, accountNow, numbersNow, templates) : this;
    }

    private static boolean isForAWhile(@Nullable Hold hold, Instant now) {
        return hold != null && hold.until().isAfter(now) && hold.until().isBefore(UNTIL_LIFTED);
    }

    /** With the account restricted; null lifts it. What the provider said later counts. */
    public Controls accountHeld(@Nullable Hold hold, Instant at) {
        return isOlder(account, at) ? new Controls(brakes, released, hold, numbers, templates) : this;
    }

    /** With a number held; null lifts it. */
    public Controls numberHeld(String phoneNumberId, @Nullable Hold hold, Instant at) {
        if (!isOlder(numbers.get(phoneNumberId), at)) {
            return this;
        }
        return new Controls(brakes, released, account, with(numbers, phoneNumberId, hold), templates);
    }

    /** With a template held; null lifts it. */
    public Controls templateHeld(String name, String language, @Nullable Hold hold, Instant at) {
        TemplateState known = template(name, language);
        if (!isOlder(known.hold(), at)) {
            return this;
        }
        var changed = new TemplateState(hold, known.category(), known.categoryAt());
        return new Controls(brakes, released, account, numbers, with(templates, templateKey(name, language), changed));
    }

    /** With a template in another category. */
    public Controls templateMoved(String name, String language, Category category, Instant at) {
        TemplateState known = template(name, language);
        if (known.categoryAt() != null && !at.isAfter(known.categoryAt())) {
            return this;
        }
        var changed = new TemplateState(known.hold(), category, at);
        return new Controls(brakes, released, account, numbers, with(templates, templateKey(name, language), changed));
    }

    /** The brakes that stop this message. */
    public List<Pulled> stopping(OutboundMessage message, boolean marketing) {
        return brakes.values().stream()
                .filter(it -> it.brake().stops(message, marketing))
                .toList();
    }

    /** Whether a brake stops a whole campaign, so that none of it need be queued. */
    public boolean stopsCampaign(String campaignId, String from, boolean marketing) {
        return brakes.values().stream().map(Pulled::brake).anyMatch(it -> switch (it.what()) {
            case ALL -> true;
            case MARKETING -> marketing;
            case NUMBER -> it.id().equals(from);
            case CAMPAIGN -> it.id().equals(campaignId);
        });
    }

    /** What holds the account now. */
    public Optional<Hold> accountHold(Instant now) {
        return inForce(account, now);
    }

    /** What holds a number now. */
    public Optional<Hold> numberHold(String phoneNumberId, Instant now) {
        return inForce(numbers.get(phoneNumberId), now);
    }

    /** What holds a template now. */
    public Optional<Hold> templateHold(String name, String language, Instant now) {
        return inForce(template(name, language).hold(), now);
    }

    /** The category of a template as the provider said last, if it said anything. */
    public Optional<Category> category(String name, String language) {
        return Optional.ofNullable(template(name, language).category());
    }

    private TemplateState template(String name, String language) {
        return templates.getOrDefault(templateKey(name, language), new TemplateState(null, null, null));
    }

    private static Optional<Hold> inForce(@Nullable Hold hold, Instant now) {
        return Optional.ofNullable(hold).filter(it -> it.until().isAfter(now));
    }

    private static boolean isOlder(@Nullable Hold known, Instant at) {
        return known == null || at.isAfter(known.at());
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, @Nullable T value) {
        Map<String, T> changed = new HashMap<>(map);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return changed;
    }

    private static String templateKey(String name, String language) {
        return name + "/" + language;
    }
}

package dev.assent.core.limit;

import dev.assent.core.contact.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many more people a business portfolio may start to write to: at most {@code maximum} different ones in any moving 24
 * hours, over all its numbers. A worker holds places for the people it is about to write to; a held place counts. Who
 * dies with places held leaves their names behind, so that the places come back.
 *
 * @param maximum unique people per moving 24 hours; {@link #UNLIMITED} for no bound
 * @param changedAt when the provider said so, or null if it never did
 * @param people who counts, held places among them
 * @param holds by token
 * @see <a href="https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits">Meta:
 *     messaging limits</a>
 */
public record MessagingLimit(long maximum, @Nullable Instant changedAt, BucketCounts people, Map<String, Hold> holds) {

    /** More than there are people. */
    public static final long UNLIMITED = 1_000_000_000_000L;

    /** After this long a worker that holds places is dead: a function lives 15 s per batch. */
    private static final Duration ABANDONED = Duration.ofSeconds(60);

    /**
     * Places that one worker took for these people.
     *
     * @param bucket in which they count
     * @param at when
     */
    public record Hold(long bucket, Set<PersonId> people, Instant at) {

        /** Copies the people. */
        public Hold {
            people = Set.copyOf(people);
        }

        private Hold without(PersonId person) {
            return new Hold(
                    bucket, people.stream().filter(it -> !it.equals(person)).collect(Collectors.toSet()), at);
        }
    }

    /** Copies the holds. */
    public MessagingLimit {
        holds = Map.copyOf(holds);
    }

    /** Nobody was written to yet. */
    public static MessagingLimit of(long maximum) {
        return new MessagingLimit(maximum, null, BucketCounts.NONE, Map.of());
    }

    /** How many people count. */
    public long used(Instant now) {
        return people.liveAt(now).total();
    }

    /** When somebody new may be written to; {@code now} if there is room. */
    public Instant nextFreeAt(Instant now) {
        BucketCounts live = people.liveAt(now);
        long tooMany = live.total() - maximum + 1;
        return tooMany <= 0 ? now : live.whenFewerBy(tooMany).orElse(now.plus(Buckets.DAY));
    }

    /**
     * Takes places for as many of these people as there is room, but never more than a hundredth of it at once, so that
     * workers share what is left. Without room, or if the token holds some already, nothing changes.
     */
    public MessagingLimit hold(String token, List<PersonId> wanted, Instant now) {
        BucketCounts live = people.liveAt(now);
        long room = maximum - live.total();
        if (room <= 0 || wanted.isEmpty() || holds.containsKey(token)) {
            return this;
        }
        int places = (int) Math.max(1, Math.min(wanted.size(), room / 100));
        Map<String, Hold> more = new HashMap<>(holds);
        more.put(token, new Hold(Buckets.at(now), Set.copyOf(wanted.subList(0, places)), now));
        return new MessagingLimit(maximum, changedAt, live.plus(Buckets.at(now), places), more);
    }

    /** Ends a hold; the people in {@code used} go on counting, the other places come back. */
    public MessagingLimit settled(String token, Set<PersonId> used) {
        Hold hold = holds.get(token);
        if (hold == null) {
            return this;
        }
        Map<String, Hold> others = new HashMap<>(holds);
        others.remove(token);
        long unused = hold.people().stream().filter(it -> !used.contains(it)).count();
        return new MessagingLimit(maximum, changedAt, people.plus(hold.bucket(), (int) -unused), others);
    }

    /**
     * A person stops counting in this bucket: they count in another one now, or were not reached after all. If the place is
     * still part of a hold it leaves that too, so that it comes back once.
     */
    public MessagingLimit released(long bucket, PersonId person) {
        Map<String, Hold> changed = new HashMap<>(holds);
        holds.entrySet().stream()
                .filter(it -> it.getValue().bucket() == bucket
                        && it.getValue().people().contains(person))
                .min(Map.Entry.comparingByKey())
                .ifPresent(it -> changed.put(it.getKey(), it.getValue().without(person)));
        return new MessagingLimit(maximum, changedAt, people.plus(bucket, -1), changed);
    }

    /** One person counts in this bucket, room or not: the provider counts them already. */
    public MessagingLimit counted(long bucket) {
        return new MessagingLimit(maximum, changedAt, people.plus(bucket, 1), holds);
    }

    /**
     * Another limit, if the provider said so later than what is known; of two in one second the lower one holds, in
     * whatever order they come. With a lower limit nobody new has room for a while.
     */
    public MessagingLimit changed(long newMaximum, Instant at) {
        boolean later = changedAt == null || at.isAfter(changedAt);
        boolean lower = at.equals(changedAt) && newMaximum < maximum;
        return later || lower ? new MessagingLimit(newMaximum, at, people, holds) : this;
    }

    /** With the configured limit, as long as the provider said nothing. */
    public MessagingLimit configured(long limit) {
        return changedAt == null ? new MessagingLimit(limit, null, people, holds) : this;
    }

    /** Holds whose worker is dead. */
    public Map<String, Hold> abandonedAt(Instant now) {
        return holds.entrySet().stream()
                .filter(it -> it.getValue().at().plus(ABANDONED).isBefore(now))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}

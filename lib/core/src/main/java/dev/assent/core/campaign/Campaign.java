package dev.assent.core.campaign;

import dev.assent.core.catalogue.Category;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One template message for an audience.
 *
 * @param id {@code c-} and lower-case letters or digits
 * @param from the business phone number id that sends it
 * @param parameters of the template's body; may hold {@code {{column}}} of the audience list
 * @param startAt when it starts by itself, or null
 * @param audience accepted rows so far
 * @param chunks in how many pieces they are kept
 * @param cursor the piece that is fed next
 * @param startedAt when it began, or null
 * @param rev how often this was written
 */
public record Campaign(
        String id,
        String name,
        @Nullable String goal,
        String from,
        String brand,
        String templateName,
        String language,
        Category category,
        String topic,
        List<String> parameters,
        @Nullable Instant startAt,
        State state,
        int audience,
        int chunks,
        int cursor,
        @Nullable Instant startedAt,
        long rev) {

    /** Where a campaign stands. */
    public enum State {
        DRAFT,
        SCHEDULED,
        RUNNING,
        PAUSED,
        COMPLETED,
        CANCELLED
    }

    /** Copies the parameters. */
    public Campaign {
        parameters = List.copyOf(parameters);
    }

    /** Whether its audience may still grow. */
    public boolean takesRows() {
        return state == State.DRAFT || state == State.SCHEDULED;
    }

    /** Whether every row was handed to the send queue or withheld. */
    public boolean isFed() {
        return cursor >= chunks;
    }

    /** This campaign in another state. */
    public Campaign in(State newState) {
        return with(newState, audience, chunks, cursor, startedAt);
    }

    /** This campaign, begun. */
    public Campaign startedAt(Instant now) {
        return with(State.RUNNING, audience, chunks, cursor, now);
    }

    /** This campaign with one more piece of its audience. */
    public Campaign withChunk(int rows) {
        return with(state, audience + rows, chunks + 1, cursor, startedAt);
    }

    /** This campaign with one more piece fed. */
    public Campaign fedChunk() {
        return with(state, audience, chunks, cursor + 1, startedAt);
    }

    /** The same content under another revision number. */
    public Campaign atRev(long newRev) {
        return new Campaign(
                id,
                name,
                goal,
                from,
                brand,
                templateName,
                language,
                category,
                topic,
                parameters,
                startAt,
                state,
                audience,
                chunks,
                cursor,
                startedAt,
                newRev);
    }

    private Campaign with(
            State newState, int newAudience, int newChunks, int newCursor, @Nullable Instant newStartedAt) {
        return new Campaign(
                id,
                name,
                goal,
                from,
                brand,
                templateName,
                language,
                category,
                topic,
                parameters,
                startAt,
                newState,
                newAudience,
                newChunks,
                newCursor,
                newStartedAt,
                rev);
    }
}

package dev.assent.core.person;

import dev.assent.core.message.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * That a person counts against the messaging limit.
 *
 * @param bucket in which they count
 * @param sole the one message for which they count, or null if there was more than one: then they go on counting whatever
 *     becomes of it
 */
public record Charge(long bucket, @Nullable MessageId sole) {}

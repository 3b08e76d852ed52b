package dev.assent.core.throttle;

import java.time.Duration;
import java.time.Instant;

/**
 * The send slots of each business phone number, shared by all workers. No slot is ever given out twice, and none earlier
 * than {@code now} (generic cell rate algorithm with no burst).
 */
public interface ThrottleSlots {

    /** Takes the next {@code count} slots of this number. */
    SlotBlock reserve(String phoneNumberId, int count, SendRate rate, Instant now);

    /** The provider said "too fast" (130429): nobody gets a slot in the next {@code pause}. */
    void pause(String phoneNumberId, Duration pause, Instant now);
}

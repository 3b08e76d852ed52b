package dev.assent.core.contact;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The opaque name of a person inside Assent. It says nothing about the person, so it may stand in queues and logs.
 *
 * @param value at most 40 characters
 */
public record PersonId(String value) {

    /** Makes a new id of 128 random bits. */
    public static PersonId random(RandomGenerator random) {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return new PersonId("p-" + HexFormat.of().formatHex(bits));
    }
}

package dev.assent.core.contact;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The opaque name of a person inside Assent. It says nothing about the person, so it may stand in queues and logs.
 *
 * @param value at most 40 characters
 */
public record PersonId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}");

    /** Reads an id that a caller wrote; empty if no id looks like that. */
    public static Optional<PersonId> read(String written) {
        return FORM.matcher(written).matches() ? Optional.of(new PersonId(written)) : Optional.empty();
    }

    /** Makes a new id of 128 random bits. */
    public static PersonId random(RandomGenerator random) {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return new PersonId("p-" + HexFormat.of().formatHex(bits));
    }
}

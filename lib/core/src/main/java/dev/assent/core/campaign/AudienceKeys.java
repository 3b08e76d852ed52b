package dev.assent.core.campaign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which people the rows of an audience mean, as 64-bit fingerprints of person ids and aliases: eight bytes a row, so that
 * all of a large audience are read at once. Among a million rows a false match happens once in 30 million audiences. Grows
 * with its audience; for one thread.
 */
public final class AudienceKeys {

    private final Set<Long> fingerprints;

    /** Those with these fingerprints. */
    public AudienceKeys(Collection<Long> fingerprints) {
        this.fingerprints = new HashSet<>(fingerprints);
    }

    /** Nobody. */
    public static AudienceKeys none() {
        return new AudienceKeys(Set.of());
    }

    /** Those of these rows. */
    public static AudienceKeys of(Collection<AudienceRow> rows) {
        AudienceKeys keys = none();
        keys.add(rows);
        return keys;
    }

    /** Adds those of more rows. */
    public void add(Collection<AudienceRow> rows) {
        rows.forEach(row -> fingerprints.add(fingerprint(row.key())));
    }

    /** What identifies them, in no order. */
    public Set<Long> fingerprints() {
        return Set.copyOf(fingerprints);
    }

    /** Whether a row means whoever this key identifies. */
    public boolean has(String key) {
        return fingerprints.contains(fingerprint(key));
    }

    /** The rows, marked where an earlier one of them, or of those known, means the same person. */
    public List<AudienceRow> mark(List<AudienceRow> rows) {
        Set<Long> fresh = new HashSet<>();
        return rows.stream()
                .map(row -> {
                    long key = fingerprint(row.key());
                    return row.duplicate(fingerprints.contains(key) || !fresh.add(key));
                })
                .toList();
    }

    private static long fingerprint(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }
}

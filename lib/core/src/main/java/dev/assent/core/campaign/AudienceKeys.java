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
 * all of a large audience are read at once. Among a million rows a false match happens once in 30 million audiences.
 */
public record AudienceKeys(Set<Long> fingerprints) {

    /** Nobody. */
    public static final AudienceKeys NONE = new AudienceKeys(Set.of());

    /** Copies the set. */
    public AudienceKeys {
        fingerprints = Set.copyOf(fingerprints);
    }

    /** Those of these rows. */
    public static AudienceKeys of(Collection<AudienceRow> rows) {
        return NONE.and(rows);
    }

    /** These and those of more rows. */
    public AudienceKeys and(Collection<AudienceRow> rows) {
        Set<Long> all = new HashSet<>(fingerprints);
        rows.forEach(row -> all.add(fingerprint(row.key())));
        return new AudienceKeys(all);
    }

    /** Whether a row means whoever this key identifies. */
    public boolean has(String key) {
        return fingerprints.contains(fingerprint(key));
    }

    /** The rows, marked where an earlier one of them, or of those known, means the same person. */
    public List<AudienceRow> mark(List<AudienceRow> rows) {
        Set<Long> seen = new HashSet<>(fingerprints);
        return rows.stream()
                .map(row -> row.duplicate(!seen.add(fingerprint(row.key()))))
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

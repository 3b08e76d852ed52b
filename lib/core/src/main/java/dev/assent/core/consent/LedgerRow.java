package dev.assent.core.consent;

import java.time.Instant;
import java.util.SortedMap;

/**
 * One line of a person's consent ledger. The chain covers everything but {@code content} and {@code contentKey}: those
 * are personal, stand beside the chain behind a keyed digest, and can be erased together without breaking it.
 *
 * @param seq 1, 2, 3 ...
 * @param kind OPT_IN, OPT_OUT, RESUMPTION
 * @param at the fact's own time
 * @param recordedAt when Assent wrote it down
 * @param contentDigest HMAC-SHA256 of the content under {@code contentKey}, hexadecimal
 * @param previousHash the hash of the row before
 * @param hash SHA-256 over all of the above, hexadecimal
 * @param content what proves the fact
 * @param contentKey 32 random bytes of this row alone, hexadecimal
 */
public record LedgerRow(
        long seq,
        String kind,
        String factId,
        Instant at,
        Instant recordedAt,
        String contentDigest,
        String previousHash,
        String hash,
        SortedMap<String, String> content,
        String contentKey) {

    /** Hides the content: it is personal. */
    @Override
    public String toString() {
        return "LedgerRow[" + seq + " " + kind + " " + hash + "]";
    }
}

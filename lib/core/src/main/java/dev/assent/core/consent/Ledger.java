package dev.assent.core.consent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The rules of the consent ledger: how a row is chained to the one before, and how a broken chain is found. */
public final class Ledger {

    private Ledger() {}

    /**
     * Where a person's ledger ends.
     *
     * @param seq the last row's number; 0 for an empty ledger
     * @param hash the last row's hash; 64 zeros for an empty ledger
     */
    public record Head(long seq, String hash) {

        /** Nothing is recorded yet. */
        public static final Head EMPTY = new Head(0, "0".repeat(64));
    }

    /**
     * What is wrong with a ledger.
     *
     * @param seq the row, or the one that should be there
     */
    public record Fault(long seq, Kind kind) {

        /** CHANGED: its hash or content does not fit; BROKEN_LINK: not chained to its predecessor; MISSING: not there. */
        public enum Kind {
            CHANGED,
            BROKEN_LINK,
            MISSING
        }
    }

    /** The row that records this fact after {@code head}. */
    public static LedgerRow next(Head head, ConsentFact fact, Instant recordedAt, RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        String contentKey = HexFormat.of().formatHex(key);
        SortedMap<String, String> content = fact.content();
        var unhashed = new LedgerRow(
                head.seq() + 1,
                fact.kind(),
                fact.factId(),
                fact.at(),
                recordedAt.truncatedTo(ChronoUnit.MILLIS),
                digest(content, contentKey),
                head.hash(),
                "",
                content,
                contentKey);
        return withHash(unhashed, hashOf(unhashed));
    }

    /** Where the ledger ends once this row is written. */
    public static Head headAfter(LedgerRow row) {
        return new Head(row.seq(), row.hash());
    }

    /** Everything that is wrong with these rows, in order; empty if they lead to {@code head} unbroken. */
    public static List<Fault> verify(List<LedgerRow> rows, Head head) {
        List<Fault> faults = new ArrayList<>();
        Head expected = Head.EMPTY;
        for (LedgerRow row : rows) {
            for (long missing = expected.seq() + 1; missing < row.seq(); missing++) {
                faults.add(new Fault(missing, Fault.Kind.MISSING));
            }
            boolean contentErased = row.contentKey().isEmpty();
            if (!hashOf(row).equals(row.hash())
                    || (!contentErased
                            && !digest(row.content(), row.contentKey()).equals(row.contentDigest()))) {
                faults.add(new Fault(row.seq(), Fault.Kind.CHANGED));
            } else if (row.seq() != expected.seq() + 1 || !row.previousHash().equals(expected.hash())) {
                faults.add(new Fault(row.seq(), Fault.Kind.BROKEN_LINK));
            }
            expected = headAfter(row);
        }
        for (long missing = expected.seq() + 1; missing <= head.seq(); missing++) {
            faults.add(new Fault(missing, Fault.Kind.MISSING));
        }
        if (faults.isEmpty() && !expected.equals(head)) {
            faults.add(new Fault(expected.seq(), Fault.Kind.CHANGED));
        }
        return List.copyOf(faults);
    }

    private static LedgerRow withHash(LedgerRow row, String hash) {
        return new LedgerRow(
                row.seq(),
                row.kind(),
                row.factId(),
                row.at(),
                row.recordedAt(),
                row.contentDigest(),
                row.previousHash(),
                hash,
                row.content(),
                row.contentKey());
    }

    private static String hashOf(LedgerRow row) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(
                    row.previousHash(),
                    Long.toString(row.seq()),
                    row.kind(),
                    row.factId(),
                    row.at().toString(),
                    row.recordedAt().toString(),
                    row.contentDigest())) {
                sha256.update(lengthPrefixed(part));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }

    private static String digest(SortedMap<String, String> content, String contentKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(contentKey), "HmacSHA256"));
            content.forEach((field, value) -> {
                mac.update(lengthPrefixed(field));
                mac.update(lengthPrefixed(value));
            });
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HmacSHA256", e);
        }
    }

    private static byte[] lengthPrefixed(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}

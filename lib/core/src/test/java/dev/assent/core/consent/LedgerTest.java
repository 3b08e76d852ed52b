package dev.assent.core.consent;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.optIn;
import static dev.assent.testing.Fixtures.stop;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerTest {

    private final List<LedgerRow> rows = new ArrayList<>();
    private final Ledger.Head head = fill(rows);

    @Test
    void an_untouched_ledger_has_no_fault() {
        assertThat(Ledger.verify(rows, head)).isEmpty();
        assertThat(Ledger.verify(List.of(), Ledger.Head.EMPTY)).isEmpty();
    }

    @Test
    void a_changed_row_is_named() {
        LedgerRow row = rows.get(1);
        rows.set(1, copy(row, "OPT_IN", row.content(), row.contentKey()));

        assertThat(Ledger.verify(rows, head)).contains(new Ledger.Fault(2, Ledger.Fault.Kind.CHANGED));
    }

    @Test
    void changed_content_is_named() {
        var content = new TreeMap<>(rows.getFirst().content());
        content.put("wording", "something else");
        rows.set(0, copy(rows.getFirst(), "OPT_IN", content, rows.getFirst().contentKey()));

        assertThat(Ledger.verify(rows, head)).containsExactly(new Ledger.Fault(1, Ledger.Fault.Kind.CHANGED));
    }

    @Test
    void a_removed_row_is_named() {
        rows.remove(1);

        assertThat(Ledger.verify(rows, head)).contains(new Ledger.Fault(2, Ledger.Fault.Kind.MISSING));
    }

    @Test
    void a_cut_off_end_is_named() {
        rows.removeLast();

        assertThat(Ledger.verify(rows, head)).containsExactly(new Ledger.Fault(3, Ledger.Fault.Kind.MISSING));
    }

    @Test
    void an_inserted_row_is_named() {
        rows.add(1, Ledger.next(Ledger.headAfter(rows.getFirst()), stop("x", NOW), NOW, new Random(9)));

        assertThat(Ledger.verify(rows, head)).isNotEmpty();
    }

    @Test
    void another_head_is_named() {
        assertThat(Ledger.verify(rows, new Ledger.Head(3, "f".repeat(64))))
                .containsExactly(new Ledger.Fault(3, Ledger.Fault.Kind.CHANGED));
    }

    @Test
    void erased_content_leaves_the_chain_valid() {
        rows.set(0, copy(rows.getFirst(), rows.getFirst().kind(), new TreeMap<>(), ""));

        assertThat(Ledger.verify(rows, head)).isEmpty();
    }

    @Test
    void a_row_prints_nothing_personal() {
        assertThat(rows.getFirst().toString()).doesNotContain("Acme");
    }

    private static Ledger.Head fill(List<LedgerRow> rows) {
        var random = new Random(1);
        Ledger.Head head = Ledger.Head.EMPTY;
        for (ConsentFact fact : List.of(optIn("1", NOW, "offers"), stop("2", NOW), optIn("3", NOW, "offers"))) {
            LedgerRow row = Ledger.next(head, fact, NOW, random);
            rows.add(row);
            head = Ledger.headAfter(row);
        }
        return head;
    }

    private static LedgerRow copy(
            LedgerRow row, String kind, java.util.SortedMap<String, String> content, String contentKey) {
        return new LedgerRow(
                row.seq(),
                kind,
                row.factId(),
                row.at(),
                row.recordedAt(),
                row.contentDigest(),
                row.previousHash(),
                row.hash(),
                content,
                contentKey);
    }
}

package dev.assent.core.message;

import static dev.assent.testing.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MessageRecordTest {

    @Test
    void who_is_unknown_says_why() {
        assertThat(record(MessageState.UNKNOWN).doubt(NOW)).contains(MessageRecord.Doubt.NO_CLEAR_ANSWER);
        assertThat(record(MessageState.SENDING).doubt(NOW.plusMillis(1))).contains(MessageRecord.Doubt.WORKER_ENDED);
        assertThat(record(MessageState.SENDING).doubt(NOW)).isEmpty();
        assertThat(record(MessageState.SENT).doubt(NOW.plusMillis(1))).isEmpty();
    }

    private static MessageRecord record(MessageState state) {
        return new MessageRecord(
                new MessageId("m-1"), new PersonId("p-1"), state, 1, null, null, NOW, null, null, null, Map.of());
    }
}

package dev.assent.testing.contract;

import static dev.assent.testing.Fixtures.NOW;
import static dev.assent.testing.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.core.contact.PersonId;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageRecord;
import dev.assent.core.message.MessageState;
import dev.assent.core.message.Messages;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.message.Reason;
import dev.assent.core.person.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every store of messages must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class MessagesContract {

    private static final Map<String, String> WHY = Map.of("rules", "test");
    private static final AtomicInteger NEXT_ROW = new AtomicInteger(1);

    /** The store under test; message ids are fresh for each test. */
    protected abstract Messages messages();

    private final OutboundMessage message =
            offer(MessageId.ofCampaignRow("c-contract", NEXT_ROW.getAndIncrement()), new PersonId("p-1"));

    @Test
    public void a_queued_message_is_found_as_it_was_and_a_repeat_changes_nothing() {
        var single = MessageId.ofIdempotencyKey("key" + NEXT_ROW.getAndIncrement());
        messages().queued(MessageRecord.queued(single, new PersonId("p-1"), "hash", NOW));
        messages().queued(MessageRecord.queued(single, new PersonId("p-2"), "other", null));

        assertThat(messages().find(single)).contains(MessageRecord.queued(single, new PersonId("p-1"), "hash", NOW));
    }

    @Test
    public void a_worker_that_is_faster_than_the_record_loses_nothing() {
        start(message);
        messages().accepted(message.id(), "wamid.1");
        messages().queued(MessageRecord.queued(message.id(), message.to(), "hash", null));

        MessageRecord record = messages().find(message.id()).orElseThrow();
        assertThat(record.state()).isEqualTo(MessageState.SENT);
        assertThat(record.bodyHash()).isEqualTo("hash");
    }

    @Test
    public void only_one_worker_takes_a_message_for_sending() {
        assertThat(start(message)).isTrue();
        assertThat(messages().startSending(message, NOW.plus(Claim.LEASE), Map.of("slot", "another")))
                .isFalse();
        assertThat(state()).isEqualTo(MessageState.SENDING);
    }

    @Test
    public void whoever_repeats_its_taking_after_a_lost_answer_has_taken_it_until_there_is_an_outcome() {
        assertThat(start(message)).isTrue();
        assertThat(start(message)).isTrue();

        messages().accepted(message.id(), "wamid.1");
        assertThat(start(message)).isFalse();
    }

    @Test
    public void an_attempt_that_has_ended_is_not_made_again() {
        start(message);
        messages().deferred(message.nextAttempt(), Reason.PACING, NOW, WHY);

        assertThat(start(message)).isFalse();
        assertThat(start(message.nextAttempt())).isTrue();
    }

    @Test
    public void what_was_put_off_before_its_first_attempt_is_taken_as_such() {
        messages().deferred(message, Reason.QUIET_HOURS, NOW, WHY);

        assertThat(start(message)).isTrue();
    }

    @Test
    public void whoever_repeats_its_resending_after_a_lost_answer_has_taken_it() {
        start(message);
        messages().unknown(message.id());
        OutboundMessage again = message.nextAttempt();
        Map<String, String> mine = Map.of("slot", "mine");

        assertThat(messages().startResending(again, NOW, NOW.plus(Claim.LEASE), mine))
                .isTrue();
        assertThat(messages().startResending(again, NOW, NOW.plus(Claim.LEASE), mine))
                .isTrue();
        assertThat(messages().startResending(again, NOW, NOW.plus(Claim.LEASE), Map.of("slot", "another")))
                .isFalse();
    }

    @Test
    public void sending_past_its_lease_reads_as_unknown() {
        start(message);

        MessageRecord record = messages().find(message.id()).orElseThrow();

        assertThat(record.stateAt(NOW.plus(Claim.LEASE))).isEqualTo(MessageState.SENDING);
        assertThat(record.stateAt(NOW.plus(Claim.LEASE).plusMillis(1))).isEqualTo(MessageState.UNKNOWN);
    }

    @Test
    public void an_accepted_message_keeps_its_wamid_and_its_decision() {
        start(message);
        messages().accepted(message.id(), "wamid.1");

        MessageRecord record = messages().find(message.id()).orElseThrow();

        assertThat(record.state()).isEqualTo(MessageState.SENT);
        assertThat(record.wamid()).isEqualTo("wamid.1");
        assertThat(record.decision()).containsEntry("rules", "test");
    }

    @Test
    public void a_status_that_came_first_is_not_undone_by_the_answer() {
        start(message);
        messages().reported(message.id(), MessageState.DELIVERED, "wamid.1", null);
        messages().accepted(message.id(), "wamid.1");
        messages().unknown(message.id());
        messages().reported(message.id(), MessageState.SENT, "wamid.1", null);

        assertThat(state()).isEqualTo(MessageState.DELIVERED);
    }

    @Test
    public void an_unknown_message_is_settled_by_a_status() {
        start(message);
        messages().unknown(message.id());
        assertThat(state()).isEqualTo(MessageState.UNKNOWN);

        assertThat(messages().reported(message.id(), MessageState.SENT, "wamid.9", null))
                .map(MessageRecord::state)
                .contains(MessageState.SENT);

        assertThat(state()).isEqualTo(MessageState.SENT);
    }

    @Test
    public void a_later_failure_turns_sent_into_failed_and_keeps_its_code() {
        start(message);
        messages().accepted(message.id(), "wamid.1");
        messages().reported(message.id(), MessageState.FAILED, "wamid.1", 131026);

        assertThat(state()).isEqualTo(MessageState.FAILED);
        assertThat(messages().find(message.id()).orElseThrow().errorCode()).isEqualTo(131026);
    }

    @Test
    public void a_status_of_a_message_that_is_not_on_record_is_told_apart() {
        assertThat(messages().reported(new MessageId("m-stranger"), MessageState.SENT, "w", null))
                .isEmpty();
    }

    @Test
    public void a_deferred_message_may_be_taken_later() {
        messages().deferred(message, Reason.PAIR_RATE, NOW.plusSeconds(6), WHY);

        MessageRecord record = messages().find(message.id()).orElseThrow();
        assertThat(record.state()).isEqualTo(MessageState.DEFERRED);
        assertThat(record.reason()).isEqualTo(Reason.PAIR_RATE);
        assertThat(record.notBefore()).isEqualTo(NOW.plusSeconds(6));
        assertThat(start(message)).isTrue();
    }

    @Test
    public void only_who_ends_an_attempt_may_put_it_off() {
        start(message);
        messages().deferred(message, Reason.PAIR_RATE, NOW, WHY);
        messages().withheld(message, Reason.OPTED_OUT, WHY);
        assertThat(state()).isEqualTo(MessageState.SENDING);

        messages().deferred(message.nextAttempt(), Reason.PACING, NOW, WHY);
        assertThat(state()).isEqualTo(MessageState.DEFERRED);
        assertThat(start(message.nextAttempt())).isTrue();
    }

    @Test
    public void a_withheld_message_is_never_sent() {
        messages().withheld(message, Reason.OPTED_OUT, WHY);

        assertThat(start(message)).isFalse();
        assertThat(messages().find(message.id()).orElseThrow().reason()).isEqualTo(Reason.OPTED_OUT);
    }

    @Test
    public void messages_that_are_not_on_record_are_left_out() {
        assertThat(messages().find(List.of(new MessageId("m-none"), new MessageId("c-contract-0"))))
                .isEmpty();
    }

    @Test
    public void a_refusal_keeps_what_was_decided() {
        messages().withheld(message, Reason.OPTED_OUT, WHY);

        assertThat(messages().find(message.id()).orElseThrow().decision()).isEqualTo(WHY);
    }

    @Test
    public void an_attempt_whose_fate_is_unknown_may_be_followed_by_one_more() {
        Instant later = NOW.plus(Claim.LEASE).plusSeconds(1);
        start(message);
        assertThat(resend(message.nextAttempt(), NOW)).as("within the lease").isFalse();

        assertThat(resend(message.nextAttempt(), later)).isTrue();

        MessageRecord record = messages().find(message.id()).orElseThrow();
        assertThat(record.state()).isEqualTo(MessageState.SENDING);
        assertThat(record.attempt()).isEqualTo(2);
        assertThat(resend(message.nextAttempt(), later.plus(Claim.LEASE).plusSeconds(1)))
                .as("the same attempt again")
                .isFalse();
    }

    @Test
    public void an_attempt_that_was_settled_is_not_followed() {
        start(message);
        messages().unknown(message.id());
        messages().reported(message.id(), MessageState.SENT, "wamid.1", null);

        assertThat(resend(message.nextAttempt(), NOW.plus(Claim.LEASE).plusSeconds(1)))
                .isFalse();
    }

    @Test
    public void what_is_given_up_has_failed_unless_it_was_taken() {
        messages().givenUp(message, WHY);
        assertThat(state()).isEqualTo(MessageState.FAILED);
        assertThat(start(message)).isFalse();

        var taken = offer(MessageId.ofCampaignRow("c-contract", NEXT_ROW.getAndIncrement()), new PersonId("p-1"));
        start(taken);
        messages().givenUp(taken, WHY);
        assertThat(messages().find(taken.id()).orElseThrow().state()).isEqualTo(MessageState.SENDING);
    }

    private boolean resend(OutboundMessage toSend, Instant now) {
        return messages().startResending(toSend, now, now.plus(Claim.LEASE), Map.of("rules", "test"));
    }

    private boolean start(OutboundMessage toSend) {
        return messages().startSending(toSend, NOW.plus(Claim.LEASE), Map.of("rules", "test"));
    }

    private MessageState state() {
        return messages().find(message.id()).orElseThrow().state();
    }
}

package dev.assent.core.inbound;

import dev.assent.core.contact.Contact;
import dev.assent.core.message.MessageId;
import dev.assent.core.message.MessageState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that a webhook reported. Webhooks repeat, come late and out of order; each event carries its own time. */
public sealed interface InboundEvent {

    /**
     * A person wrote to one of our numbers. Opens the customer service window.
     *
     * @param wamid the message's id; names the fact if the message is one
     * @param at the message's own timestamp, in whole seconds
     * @param text what the person wrote or the label of the button they tapped; empty for pictures, voice and the like
     * @param buttonPayload the payload of the template button they tapped, or null
     */
    record MessageReceived(
            String wamid,
            Contact contact,
            String phoneNumberId,
            Instant at,
            String text,
            @Nullable String buttonPayload)
            implements InboundEvent {

        /** Hides the text. */
        @Override
        public String toString() {
            return "MessageReceived[" + wamid + "]";
        }
    }

    /**
     * WhatsApp reported that a person stopped or resumed marketing, by their settings or by error 131050.
     *
     * @param factId names the fact
     * @param stop true for stop, false for resume
     * @param byError whether it came as error 131050
     */
    record PreferenceChanged(String factId, Contact contact, Instant at, boolean stop, boolean byError)
            implements InboundEvent {}

    /**
     * What became of a message that we sent.
     *
     * @param message named by the callback data that we gave with it
     * @param errorCode Meta's code if it failed, or null
     */
    record StatusReported(
            MessageId message,
            MessageState state,
            Instant at,
            String wamid,
            @Nullable Integer errorCode) implements InboundEvent {}
}

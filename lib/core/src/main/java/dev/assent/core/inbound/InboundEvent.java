package dev.assent.core.inbound;

import dev.assent.core.catalogue.Category;
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
     * @param phoneNumberId our number, or null if the webhook did not say, or an earlier version queued it
     * @param errorCode Meta's code if it failed, or null
     */
    record StatusReported(
            MessageId message,
            @Nullable String phoneNumberId,
            MessageState state,
            Instant at,
            String wamid,
            @Nullable Integer errorCode)
            implements InboundEvent {}

    /**
     * The messaging limit is another one from now on.
     *
     * @param limit unique people per moving 24 hours; {@link dev.assent.core.limit.MessagingLimit#UNLIMITED} for no bound
     * @param at when, or null if the webhook carries no time
     */
    record LimitChanged(long limit, @Nullable Instant at) implements InboundEvent {}

    /**
     * The account was restricted, or is free again.
     *
     * @param restricted false if everything is as usual again
     * @param cause WhatsApp's word for it
     * @param until when it ends, or null if nobody said
     * @param at when, or null if the webhook carries no time
     */
    record AccountChanged(
            boolean restricted,
            String cause,
            @Nullable Instant until,
            @Nullable Instant at) implements InboundEvent {}

    /**
     * A template can be sent no more, or again.
     *
     * @param usable false if it is paused or disabled
     * @param cause WhatsApp's word for it
     * @param at when, or null if the webhook carries no time
     */
    record TemplateChanged(
            String name,
            String language,
            boolean usable,
            String cause,
            @Nullable Instant at) implements InboundEvent {}

    /**
     * A template belongs to another category from now on, and needs the consent of that.
     *
     * @param at when, or null if the webhook carries no time
     */
    record TemplateMoved(
            String name,
            String language,
            Category category,
            @Nullable Instant at) implements InboundEvent {}
}

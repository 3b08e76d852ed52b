package dev.assent.sessionwindow;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.assent.aws.SqsBatch;
import dev.assent.aws.SqsInboundQueues;
import dev.assent.core.inbound.InboundEvent;
import jakarta.inject.Singleton;

/** Opens customer service windows, notes what became of messages, and what the provider says about the account. */
@Singleton
public class SessionWindowHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final Tracker tracker;
    private final Platform platform;

    SessionWindowHandler(Tracker tracker, Platform platform) {
        this.tracker = tracker;
        this.platform = platform;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return SqsBatch.processEach(batch, message -> SqsInboundQueues.read(message.getBody()), this::track);
    }

    private void track(InboundEvent event) {
        switch (event) {
            case InboundEvent.MessageReceived message -> tracker.wrote(message);
            case InboundEvent.StatusReported status -> tracker.reported(status);
            case InboundEvent.LimitChanged limit -> platform.changed(limit);
            case InboundEvent.AccountChanged account -> platform.changed(account);
            case InboundEvent.TemplateChanged template -> platform.changed(template);
            case InboundEvent.TemplateMoved template -> platform.changed(template);
            case InboundEvent.PreferenceChanged _ ->
                throw new IllegalArgumentException("Preferences belong to InboundQueue");
        }
    }
}

package dev.assent.sessionwindow;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.assent.aws.SqsBatch;
import dev.assent.aws.SqsInboundQueues;
import dev.assent.core.inbound.InboundEvent;
import jakarta.inject.Singleton;

/** Opens customer service windows and notes what became of messages. */
@Singleton
public class SessionWindowHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final Tracker tracker;

    SessionWindowHandler(Tracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return SqsBatch.processEach(batch, message -> SqsInboundQueues.read(message.getBody()), this::track);
    }

    private void track(InboundEvent event) {
        switch (event) {
            case InboundEvent.MessageReceived message -> tracker.wrote(message);
            case InboundEvent.StatusReported status -> tracker.reported(status);
            case InboundEvent.PreferenceChanged _ ->
                throw new IllegalArgumentException("Preferences belong to InboundQueue");
        }
    }
}

package dev.assent.optout;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.assent.aws.SqsBatch;
import dev.assent.aws.SqsInboundQueues;
import dev.assent.core.inbound.InboundEvent;
import jakarta.inject.Singleton;

/** Reads what people say, and makes it count: opt-outs and resumptions become consent facts at once. */
@Singleton
public class OptOutHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final Listener listener;

    OptOutHandler(Listener listener) {
        this.listener = listener;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
        return SqsBatch.processEach(batch, message -> SqsInboundQueues.read(message.getBody()), this::hear);
    }

    private void hear(InboundEvent event) {
        switch (event) {
            case InboundEvent.MessageReceived message -> listener.heard(message);
            case InboundEvent.PreferenceChanged preference -> listener.heard(preference);
            case InboundEvent.StatusReported _,
                    InboundEvent.LimitChanged _,
                    InboundEvent.AccountChanged _,
                    InboundEvent.TemplateChanged _,
                    InboundEvent.TemplateMoved _ -> throw new IllegalArgumentException("This belongs to EventQueue");
        }
    }
}

package dev.assent.webhook;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.assent.aws.http.Door;
import dev.assent.aws.http.Router;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Takes Meta's webhooks: verify, read, enqueue, answer 200. Anything slower happens behind the queues. */
@Singleton
public class WebhookHandler implements RequestStreamHandler {

    private final Door door;

    WebhookHandler(MetaEndpoint meta) {
        this.door = new Door(new Router()
                .on("GET", "/webhooks/meta", (request, _) -> meta.handshake(request))
                .on("POST", "/webhooks/meta", (request, _) -> meta.receive(request)));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        door.handle(input, output);
    }
}

package dev.assent.consentcapture;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.assent.aws.http.Door;
import dev.assent.aws.http.Router;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The API for opt-ins, opt-outs and what is known about a contact. */
@Singleton
public class ConsentCaptureHandler implements RequestStreamHandler {

    private final Door door;

    ConsentCaptureHandler(ConsentEndpoint consent, ContactEndpoint contacts) {
        this.door = new Door(new Router()
                .on("POST", "/v1/opt-ins", (request, _) -> consent.optIn(request))
                .on("POST", "/v1/opt-outs", (request, _) -> consent.optOut(request))
                .on("POST", "/v1/contacts/lookup", (request, _) -> contacts.lookup(request))
                .on("GET", "/v1/contacts/{contactId}", (_, path) -> contacts.contact(path.get("contactId")))
                .on("GET", "/v1/contacts/{contactId}/evidence", (_, path) -> contacts.evidence(path.get("contactId"))));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        door.handle(input, output);
    }
}

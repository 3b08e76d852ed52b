package dev.assent.bsp.meta;

import dev.assent.bsp.SendCall;
import dev.assent.core.message.OutboundMessage;
import dev.assent.core.person.PersonState;
import dev.assent.core.send.Bsp;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/** Sends through Meta's Cloud API. */
public final class MetaSender implements Bsp {

    private static final String VERSION = "v25.0";

    private final SendCall call;
    private final URI graphApi;
    private final Supplier<String> accessToken;

    /**
     * @param graphApi the Graph API's base address
     * @param accessToken asked for at every send, so that a rotation needs no restart
     */
    public MetaSender(SendCall call, URI graphApi, Supplier<String> accessToken) {
        this.call = call;
        this.graphApi = graphApi;
        this.accessToken = accessToken;
    }

    @Override
    public Request request(OutboundMessage message, PersonState person) {
        URI messages = graphApi.resolve("/" + VERSION + "/" + message.from() + "/messages");
        return call.request(
                new SendCall.Form(
                        messages,
                        Map.entry("Authorization", "Bearer " + accessToken.get()),
                        "application/json",
                        CloudApi.body(message, person)),
                CloudApi::read);
    }
}

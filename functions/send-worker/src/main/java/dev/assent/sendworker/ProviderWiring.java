package dev.assent.sendworker;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.Secrets;
import dev.assent.bsp.SendCall;
import dev.assent.bsp.d360.D360Sender;
import dev.assent.bsp.meta.MetaSender;
import dev.assent.bsp.twilio.TwilioSender;
import dev.assent.core.send.Bsp;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which provider carries the messages, and what it needs. Only the chosen one's secret is ever asked for. */
@Singleton
class ProviderWiring {

    private static final System.Logger LOG = System.getLogger(ProviderWiring.class.getName());

    private final Secrets secrets;

    ProviderWiring(InstantSource clock) {
        this.secrets = new Secrets(AwsClients.secretsManager(), clock);
    }

    /** What Meta needs. */
    record Meta(URI graphApi, String accessToken) {}

    /** What 360dialog needs. */
    record D360(URI api, String apiKey) {}

    /** What Twilio needs. */
    record Twilio(TwilioSender.Account account, String authToken) {}

    @Produces
    @Singleton
    Bsp bsp(
            @ConfigProperty(name = "PROVIDER") String provider,
            SendWorkerHandler.Limits limits,
            Meta meta,
            D360 d360,
            Twilio twilio) {
        if (!provider.equals("meta")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Assent does not read the webhooks of {0} yet: nobody's STOP is heard. Write to test numbers only.",
                    provider);
        }
        var call = new SendCall(limits.httpTimeout());
        return switch (provider) {
            case "360dialog" -> {
                call.prime(d360.api());
                yield new D360Sender(call, d360.api(), () -> secrets.current(d360.apiKey()));
            }
            case "twilio" -> {
                call.prime(twilio.account().api());
                yield new TwilioSender(call, twilio.account(), () -> secrets.current(twilio.authToken()));
            }
            default -> {
                call.prime(meta.graphApi());
                yield new MetaSender(call, meta.graphApi(), () -> secrets.current(meta.accessToken()));
            }
        };
    }

    @Produces
    @Singleton
    Meta meta(
            @ConfigProperty(name = "GRAPH_API_URL") String graphApiUrl,
            @ConfigProperty(name = "META_ACCESS_TOKEN") String accessToken) {
        return new Meta(URI.create(graphApiUrl), accessToken);
    }

    @Produces
    @Singleton
    D360 d360(
            @ConfigProperty(name = "D360_API_URL") String apiUrl,
            @ConfigProperty(name = "D360_API_KEY") String apiKey) {
        return new D360(URI.create(apiUrl), apiKey);
    }

    @Produces
    @Singleton
    Twilio twilio(
            @ConfigProperty(name = "TWILIO_API_URL") String apiUrl,
            @ConfigProperty(name = "TWILIO_ACCOUNT_SID") Optional<String> accountSid,
            @ConfigProperty(name = "TWILIO_AUTH_TOKEN") String authToken,
            @ConfigProperty(name = "PUBLIC_BASE_URL") Optional<String> publicBaseUrl,
            @ConfigProperty(name = "PHONE_NUMBER_IDS") String phoneNumberIds,
            @ConfigProperty(name = "DISPLAY_PHONE_NUMBERS") String displayPhoneNumbers) {
        return new Twilio(
                new TwilioSender.Account(
                        URI.create(apiUrl),
                        accountSid.orElse(""),
                        numbers(phoneNumberIds.split(","), displayPhoneNumbers.split(",")),
                        AssentConfig.twilioContent(),
                        publicBaseUrl
                                .map(it -> URI.create(it.replaceFirst("/$", "") + "/webhooks/twilio"))
                                .orElse(null)),
                authToken);
    }

    private static Map<String, String> numbers(String[] ids, String[] shown) {
        Map<String, String> numbers = new HashMap<>();
        for (int i = 0; i < Math.min(ids.length, shown.length); i++) {
            numbers.put(ids[i].strip(), shown[i].strip());
        }
        return numbers;
    }
}

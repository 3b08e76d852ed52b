package dev.assent.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The template's parameters as this machine needs them. A parameter that names a secret is given with the secret's value,
 * and becomes the id under which the stack serves it.
 *
 * @param values by parameter; what is not there has the template's default
 * @param secrets values by the secret's id
 */
record LocalParameters(Map<String, String> values, Map<String, String> secrets) {

    // What the template's defaults leave to production.
    private static final Map<String, String> DEFAULTS = Map.of(
            "SendMode", "LIVE",
            "MetaAppSecret", "local-app-secret",
            "MetaVerifyToken", "local-verify-token",
            "MetaAccessToken", "local-access-token",
            "D360ApiKey", "local-d360-key",
            "TwilioAuthToken", "local-twilio-token",
            "IdentityKey", "local-identity-key");

    private static final List<String> SECRETS = List.of(
            "MetaAppSecret", "MetaVerifyToken", "MetaAccessToken", "D360ApiKey", "TwilioAuthToken", "IdentityKey");

    /** The defaults of this machine, replaced by what was given. */
    static LocalParameters of(Map<String, String> given, String graphApiUrl) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        // Whatever the provider: nothing leaves this machine.
        values.putAll(Map.of("GraphApiUrl", graphApiUrl, "D360ApiUrl", graphApiUrl, "TwilioApiUrl", graphApiUrl));
        values.putAll(given);
        Map<String, String> secrets = new HashMap<>();
        for (String secret : SECRETS) {
            secrets.put("local/" + secret, values.getOrDefault(secret, ""));
            values.put(secret, "local/" + secret);
        }
        return new LocalParameters(Map.copyOf(values), Map.copyOf(secrets));
    }

    /** What webhooks are signed with now. */
    String appSecret() {
        return secrets.getOrDefault("local/MetaAppSecret", "").split(",", 2)[0];
    }
}

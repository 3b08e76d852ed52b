package dev.assent.core.contact;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret under which contacts become {@linkplain Alias aliases}. Whoever lacks it can't test a number against them. */
public final class IdentityKey {

    private final SecretKeySpec key;

    /**
     * @param secret at least one character; 32 random ones or more in production
     */
    public IdentityKey(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** The aliases of a contact, the phone number's first. */
    public List<Alias> aliasesOf(Contact contact) {
        List<Alias> aliases = new ArrayList<>(2);
        if (contact.phone() != null) {
            aliases.add(hash("phone:" + contact.phone().canonical()));
        }
        if (contact.userId() != null) {
            aliases.add(hash("user:" + contact.userId().value()));
        }
        return List.copyOf(aliases);
    }

    private Alias hash(String identity) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return new Alias(HexFormat.of().formatHex(mac.doFinal(identity.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HmacSHA256", e);
        }
    }
}

package dev.assent.consentcapture;

import dev.assent.aws.AssentConfig;
import dev.assent.aws.AwsClients;
import dev.assent.aws.DynamoDbPeople;
import dev.assent.aws.FunctionClock;
import dev.assent.aws.Secrets;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.consent.OptInPolicy;
import dev.assent.core.consent.PolicyProfile;
import dev.assent.core.contact.IdentityKey;
import dev.assent.core.person.People;
import dev.assent.core.person.RecordConsent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the consent-capture function is made of. */
@Singleton
class Wiring {

    private final InstantSource clock = FunctionClock.fromEnvironment();

    @Produces
    @Singleton
    People people(@ConfigProperty(name = "CONSENT_TABLE") String consentTable) {
        return new DynamoDbPeople(AwsClients.dynamoDb(), consentTable);
    }

    @Produces
    @Singleton
    IdentityKey identityKey(@ConfigProperty(name = "IDENTITY_KEY") String secretId) {
        return new IdentityKey(new Secrets(AwsClients.secretsManager(), clock).current(secretId));
    }

    @Produces
    @Singleton
    Catalogue catalogue(@ConfigProperty(name = "BUSINESS_NAME") String businessName) {
        return AssentConfig.catalogue(businessName);
    }

    @Produces
    @Singleton
    ConsentEndpoint consentEndpoint(
            People people,
            IdentityKey identityKey,
            Catalogue catalogue,
            @ConfigProperty(name = "POLICY_PROFILE") String policyProfile) {
        return new ConsentEndpoint(
                new RecordConsent(people, identityKey, new SecureRandom()),
                people,
                new ContactFinder(people, identityKey),
                new OptInPolicy(PolicyProfile.read(policyProfile), catalogue),
                catalogue,
                clock,
                () -> UUID.randomUUID().toString());
    }

    @Produces
    @Singleton
    ContactEndpoint contactEndpoint(People people, IdentityKey identityKey, Catalogue catalogue) {
        return new ContactEndpoint(people, new ContactFinder(people, identityKey), catalogue, clock);
    }
}

package dev.assent.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * Secrets by their id, read again after five minutes so that a rotation needs no deployment.
 *
 * <p>Needs {@code secretsmanager:GetSecretValue} on the secrets that the function may know.
 */
public final class Secrets {

    private static final Duration FRESH = Duration.ofMinutes(5);

    private record Cached(List<String> values, Instant readAt) {}

    private final SecretsManagerClient secretsManager;
    private final InstantSource clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    /** Secrets behind this client. */
    public Secrets(SecretsManagerClient secretsManager, InstantSource clock) {
        this.secretsManager = secretsManager;
        this.clock = clock;
    }

    /** The current value. */
    public String current(String secretId) {
        return currentAndPrevious(secretId).getFirst();
    }

    /** The current value and, during a rotation, the one before it. */
    public List<String> currentAndPrevious(String secretId) {
        Instant now = clock.instant();
        return cache.compute(
                        secretId,
                        (id, known) ->
                                known != null && now.isBefore(known.readAt().plus(FRESH))
                                        ? known
                                        : new Cached(read(id), now))
                .values();
    }

    private List<String> read(String secretId) {
        return Stream.of(Optional.of(version(secretId, "AWSCURRENT")), previous(secretId))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> previous(String secretId) {
        try {
            return Optional.of(version(secretId, "AWSPREVIOUS"));
        } catch (ResourceNotFoundException _) {
            return Optional.empty();
        }
    }

    // Whoever writes a secret from a file writes the file's last line break, too.
    private String version(String secretId, String stage) {
        return secretsManager
                .getSecretValue(request -> request.secretId(secretId).versionStage(stage))
                .secretString()
                .strip();
    }
}

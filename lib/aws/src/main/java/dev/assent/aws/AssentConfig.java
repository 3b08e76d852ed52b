package dev.assent.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Template;
import dev.assent.core.catalogue.Topic;
import dev.assent.core.contact.PhoneNumber;
import dev.assent.core.country.CountryRules;
import dev.assent.core.country.QuietHours;
import dev.assent.core.pacing.PacingProfile;
import dev.assent.core.send.Etiquette;
import dev.assent.core.send.FrequencyCap;
import dev.assent.core.send.SendMode;
import dev.assent.core.send.SendRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code config/assent.yaml}, which the build packs into this jar. */
public final class AssentConfig {

    private record Document(
            String business,
            List<String> brands,
            Map<String, TopicEntry> topics,
            List<Template> templates,
            Map<String, Map<String, String>> replies,
            String zone,
            @Nullable QuietEntry quietHours,
            @Nullable List<CapEntry> frequencyCaps,
            @Nullable Map<String, PacingEntry> pacing,
            @Nullable Map<String, String> twilioContent,
            List<String> countries) {}

    private record QuietEntry(
            String from, String to, @Nullable List<String> days) {

        QuietHours read() {
            return new QuietHours(
                    LocalTime.parse(from),
                    LocalTime.parse(to),
                    Objects.requireNonNullElse(days, List.<String>of()).stream()
                            .map(LocalDate::parse)
                            .collect(Collectors.toSet()));
        }
    }

    private record CapEntry(int most, String per) {}

    private record PacingEntry(
            @Nullable String since,
            @Nullable List<Integer> ramp,
            @Nullable Integer newPerDay,
            @Nullable Integer newPerHour,
            @Nullable Integer activeChats,
            @Nullable String leastGap,
            @Nullable String longestGap) {

        PacingProfile read() {
            Duration least = Duration.parse(Objects.requireNonNullElse(leastGap, "PT0S"));
            return new PacingProfile(
                    Optional.ofNullable(since).map(Instant::parse).orElse(null),
                    Objects.requireNonNullElse(ramp, List.of()),
                    newPerDay,
                    newPerHour,
                    activeChats,
                    least,
                    longestGap == null ? least : Duration.parse(longestGap));
        }
    }

    /** A value of a country's file, never without where it comes from. */
    private record Sourced<T>(T value, String source, String date) {}

    private record CountryEntry(
            @Nullable Sourced<Boolean> blocked,
            @Nullable Sourced<Boolean> marketing,
            @Nullable Sourced<QuietEntry> quietHours,
            @Nullable Sourced<List<String>> zones) {

        CountryRules read() {
            return new CountryRules(
                    blocked != null && blocked.value(),
                    marketing == null || marketing.value(),
                    quietHours == null ? null : quietHours.value().read(),
                    zones == null
                            ? List.of()
                            : zones.value().stream().map(ZoneId::of).toList());
        }
    }

    private record TopicEntry(Category category, String gain) {}

    private AssentConfig() {}

    /**
     * What the business is called and what it sends.
     *
     * @param businessName the name from the parameter BusinessName; it replaces the file's, also as the first brand
     */
    public static Catalogue catalogue(String businessName) {
        Document document = read();
        return new Catalogue(
                businessName,
                document.brands().stream()
                        .map(brand -> brand.equals(document.business()) ? businessName : brand)
                        .toList(),
                document.topics().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                it -> new Topic(
                                        it.getKey(),
                                        it.getValue().category(),
                                        it.getValue().gain()))),
                document.templates(),
                document.replies());
    }

    /** Twilio's name of each template, {@code HX…}, by its name, a slash and its language. */
    public static Map<String, String> twilioContent() {
        return Objects.requireNonNullElse(read().twilioContent(), Map.of());
    }

    /**
     * The rules of this deployment.
     *
     * @param sendMode LIVE, ALLOWLIST or DRY_RUN
     * @param testNumbers whom ALLOWLIST reaches, E.164, separated by commas
     */
    public static SendRules rules(String businessName, String sendMode, String testNumbers) {
        var numbers = Arrays.stream(testNumbers.split(","))
                .map(PhoneNumber::read)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return new SendRules(
                catalogue(businessName), new SendMode(SendMode.Kind.valueOf(sendMode), numbers), etiquette());
    }

    /** When and how often the business lets itself write: quiet hours, frequency caps, what differs by country. */
    public static Etiquette etiquette() {
        Document document = read();
        return new Etiquette(
                new CountryRules.Atlas(document.countries().stream().collect(Collectors.toMap(it -> it, it -> read(
                                "/config/countries/" + it + ".yaml", CountryEntry.class)
                        .read()))),
                document.quietHours() == null ? null : document.quietHours().read(),
                ZoneId.of(document.zone()),
                Objects.requireNonNullElse(document.frequencyCaps(), List.<CapEntry>of()).stream()
                        .map(it -> new FrequencyCap(it.most(), Duration.parse(it.per())))
                        .toList());
    }

    /** How slowly numbers send, by phone number id. */
    public static Map<String, PacingProfile> pacing() {
        return Objects.requireNonNullElse(read().pacing(), Map.<String, PacingEntry>of()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().read()));
    }

    private static Document read() {
        return read("/config/assent.yaml", Document.class);
    }

    private static <T> T read(String path, Class<T> type) {
        try (InputStream file = AssentConfig.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path.substring(1) + " is missing from this build");
            }
            return new ObjectMapper(new YAMLFactory()).readValue(file, type);
        } catch (IOException e) {
            throw new UncheckedIOException(path.substring(1) + " can't be read", e);
        }
    }
}

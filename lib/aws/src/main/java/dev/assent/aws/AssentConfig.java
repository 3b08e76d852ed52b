package dev.assent.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.assent.core.catalogue.Catalogue;
import dev.assent.core.catalogue.Category;
import dev.assent.core.catalogue.Template;
import dev.assent.core.catalogue.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads {@code config/assent.yaml}, which the build packs into this jar. */
public final class AssentConfig {

    private record Document(
            String business,
            List<String> brands,
            Map<String, TopicEntry> topics,
            List<Template> templates,
            Map<String, Map<String, String>> replies) {}

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

    private static Document read() {
        try (InputStream file = AssentConfig.class.getResourceAsStream("/config/assent.yaml")) {
            if (file == null) {
                throw new IllegalStateException("config/assent.yaml is missing from this build");
            }
            return new ObjectMapper(new YAMLFactory()).readValue(file, Document.class);
        } catch (IOException e) {
            throw new UncheckedIOException("config/assent.yaml can't be read", e);
        }
    }
}

package dev.assent.core.keyword;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Understands whole-message keywords. A message means opt-out only if all of it is a keyword: "please send me" contains
 * END and is none.
 *
 * <p>The dictionaries are the {@code .keywords} files beside this class, one per language: a line per {@link Intent}
 * with the messages that mean it. What stands in several languages belongs to the first one.
 */
public final class Keywords {

    private static final List<String> LANGUAGES = List.of("en", "de", "es", "ru", "zh");

    private final Map<String, Reading> readings = new HashMap<>();

    private Keywords() {}

    /** All dictionaries that come with Assent. */
    public static Keywords builtIn() {
        var keywords = new Keywords();
        for (String language : LANGUAGES) {
            keywords.add(language, dictionary(language));
        }
        return keywords;
    }

    /** What this message means. Any string is welcome. */
    public Reading read(String message) {
        return readings.getOrDefault(NormalizedText.of(message).value(), Reading.NOTHING);
    }

    private void add(String language, String dictionary) {
        dictionary
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    Intent intent = Intent.valueOf(line.substring(0, colon));
                    for (String keyword : line.substring(colon + 1).split(",")) {
                        String normalized = NormalizedText.of(keyword).value();
                        readings.putIfAbsent(
                                normalized, new Reading(intent, language, "keyword:" + language + ":" + normalized));
                    }
                });
    }

    private static String dictionary(String language) {
        String file = language + ".keywords";
        try (InputStream stream = Keywords.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("The dictionary " + file + " is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

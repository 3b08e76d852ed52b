package dev.assent.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code events/demo/}, their times moved to today: {@code {{iso -60}}} is a minute ago. */
record Scenario(
        List<String> optIns, List<String> webhooks, List<String> webhooksDuring, String campaign, String audience) {

    private static final Pattern TIME = Pattern.compile("\\{\\{(iso|epoch) (-?\\d+)}}");

    static Scenario read(Path root, Instant now) {
        Path folder = root.resolve("events/demo");
        return new Scenario(
                elements(folder.resolve("opt-ins.json"), now),
                elements(folder.resolve("webhooks.json"), now),
                elements(folder.resolve("webhooks-during-the-campaign.json"), now),
                text(folder.resolve("campaign.json"), now),
                text(folder.resolve("audience.csv"), now));
    }

    /** Fills in the times of text that was kept for later. */
    static String at(String text, Instant now) {
        return TIME.matcher(text).replaceAll(it -> {
            Instant moment = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(Long.parseLong(it.group(2)));
            return Matcher.quoteReplacement(
                    it.group(1).equals("iso") ? moment.toString() : Long.toString(moment.getEpochSecond()));
        });
    }

    /** Who writes in these webhooks, by the start of the message's id; in order. */
    static List<String> senders(List<String> webhooks, String... idPrefixes) {
        List<String> senders = new ArrayList<>();
        for (String webhook : webhooks) {
            for (JsonNode message : Json.read(webhook).findPath("messages")) {
                if (List.of(idPrefixes).stream().anyMatch(message.path("id").asText()::startsWith)) {
                    senders.add("+" + message.path("from").asText());
                }
            }
        }
        return senders;
    }

    private static List<String> elements(Path file, Instant now) {
        List<String> elements = new ArrayList<>();
        boolean later = file.getFileName().toString().contains("during");
        Json.read(read(file)).forEach(it -> elements.add(later ? it.toString() : at(it.toString(), now)));
        return List.copyOf(elements);
    }

    private static String text(Path file, Instant now) {
        return at(read(file), now);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

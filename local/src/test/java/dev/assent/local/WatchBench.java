package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./assent bench watch}: how long until a changed line is live, in a copy of the project. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class WatchBench {

    private static final Path ROOT = Path.of(System.getProperty("assent.root"));
    private static final String STRANGER = "{\"phone\":\"+4915209999999\"}";
    private static final String OFFER = "{\"to\":{\"phone\":\"+4915209999999\"},"
            + "\"template\":{\"name\":\"summer_sale\",\"parameters\":[\"Kim\"]}}";

    @Test
    void a_line_of_a_handler_in_twenty_seconds_and_one_of_core_in_sixty(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path copy = folder.resolve("assent");
        copyOfTheProject(copy);
        int port = LocalPorts.free();
        Process up = UpProcess.start(copy, port, "--watch");
        try {
            Site site = Site.at(port);
            site.waitUntilItServes();
            site.waitUntil("it looks", () -> !firstTitle(site).isEmpty());
            double handler = secondsUntilLive(
                    copy.resolve(
                            "functions/consent-capture/src/main/java/dev/assent/consentcapture/ContactEndpoint.java"),
                    "Nobody is on record",
                    "Nobody at all is on record",
                    site,
                    () -> firstTitle(site));
            double core = secondsUntilLive(
                    copy.resolve("lib/core/src/main/java/dev/assent/core/send/SendRules.java"),
                    "The template's parameters are complete",
                    "All of the template's parameters are there",
                    site,
                    () -> site.client()
                            .post("/v1/permission-checks", OFFER)
                            .body()
                            .toString());
            new BenchReport("watch")
                    .with("secondsUntilAHandlerIsLive", handler)
                    .with("secondsUntilCoreIsLive", core)
                    .publish();
            assertThat(handler).isLessThan(20);
            assertThat(core).isLessThan(60);
        } finally {
            up.descendants().forEach(ProcessHandle::destroy);
            up.destroy();
            up.waitFor();
        }
    }

    private static String firstTitle(Site site) {
        return site.client()
                .post("/v1/contacts/lookup", STRANGER)
                .body()
                .path("title")
                .asText();
    }

    private static double secondsUntilLive(
            Path file, String before, String after, Site site, java.util.function.Supplier<String> answer)
            throws IOException {
        String source = Files.readString(file);
        assertThat(source).contains(before);
        long begun = System.nanoTime();
        Files.writeString(file, source.replace(before, after));
        site.waitUntil("the change is live", () -> answer.get().contains(after));
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void copyOfTheProject(Path target) throws IOException, InterruptedException {
        Process copy = new ProcessBuilder("cp", "-a", ROOT.toString(), target.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack with a data folder is killed with -9 in the middle of a campaign, and started again. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DataFolderTest {

    private static final int PEOPLE = 120;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nothing_is_lost_and_nobody_gets_it_twice() throws IOException, InterruptedException {
        int port = LocalPorts.free();
        Site site = Site.at(port);
        List<String> phones = Site.phones(1, PEOPLE);
        String campaign;
        Process killed = UpProcess.start(port, "--data", folder.toString(), "--param", "SendRate=15");
        try {
            site.waitUntilItServes();
            site.optIn(phones);
            site.write(phones.getFirst(), "STOP");
            site.waitUntil("the STOP is in force", () -> site.mayGetOffer(phones.getFirst())
                    .equals("DENIED OPTED_OUT"));
            campaign = site.campaign(phones, null);
            site.start(campaign);
            site.waitUntil(
                    "it is half done", () -> site.acceptedByProvider(campaign).size() > PEOPLE / 3);
        } finally {
            killed.destroyForcibly().waitFor();
        }

        Process again = UpProcess.start(port, "--data", folder.toString(), "--param", "SendRate=15");
        try {
            site.waitUntilItServes();
            assertThat(site.mayGetOffer(phones.getFirst())).isEqualTo("DENIED OPTED_OUT");
            site.waitUntil("nothing is queued any more", () -> site.isSettled(campaign));
            site.waitUntil("every accepted message is known to be", () -> site.knowsOfAllDeliveries(campaign, PEOPLE));
            Map<String, String> states = site.states(campaign, PEOPLE);
            System.out.println("after the restart: " + site.counts(campaign));
            assertThat(site.acceptedByProvider(campaign).values()).containsOnly(1);
            assertThat(states.values()).isSubsetOf("DELIVERED", "UNKNOWN", "WITHHELD");
            assertThat(site.counts(campaign).path("sent").asInt()
                            + site.counts(campaign).path("unknown").asInt())
                    .isEqualTo(PEOPLE - 1);
            assertThat(site.counts(campaign).path("withheld").path("OPTED_OUT").asInt())
                    .isEqualTo(1);
        } finally {
            again.destroy();
            again.waitFor();
        }
    }

    @Test
    void two_stacks_never_share_one() throws IOException {
        try (DataFolder first = DataFolder.open(folder)) {
            assertThatThrownBy(() -> DataFolder.open(folder)).hasMessageContaining("Another stack uses");
            assertThat(first.path()).isEqualTo(folder);
        }
        DataFolder.open(folder).close();
    }
}

package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./assent bench start}: how long until the stack is ready, and what memory it takes. */
@Tag("bench")
@DisplayNameGeneration(ReplaceUnderscores.class)
class StartBench {

    private static final int STARTS = 5;

    @Test
    void it_is_ready_in_twelve_seconds() throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        String cold = "";
        String warm = "";
        for (int i = 0; i < STARTS; i++) {
            int port = LocalPorts.free();
            long begun = System.nanoTime();
            Process up = UpProcess.start(port);
            try {
                Site site = Site.at(port);
                site.waitUntilItServes();
                seconds.add((System.nanoTime() - begun) / 1e9);
                cold = site.client().get("/_local/memory").body().toString();
                if (i == STARTS - 1) {
                    EndToEnd.run(site);
                    warm = site.client().get("/_local/memory").body().toString();
                }
            } finally {
                up.destroy();
                up.waitFor();
            }
        }
        new BenchReport("start")
                .with("secondsUntilReady", seconds)
                .with("memoryWithAllFunctionsCold", Json.read(cold))
                .with("memoryAfterTheMainJob", Json.read(warm))
                .publish();
        assertThat(seconds).allMatch(it -> it <= 12);
    }
}

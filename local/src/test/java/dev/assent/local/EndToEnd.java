package dev.assent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The main job once through all six functions: opt-ins, a STOP with its confirmation, a stranger who writes, a campaign. */
final class EndToEnd {

    private static final List<String> PEOPLE = Site.phones(900, 4);

    private EndToEnd() {}

    /** Runs it; fails as soon as something does not work, or a function may not do what it must. */
    static void run(Site site) {
        String stopper = PEOPLE.getLast();
        String stranger = Site.phone(950);
        attempt(site, () -> site.optIn(PEOPLE));
        site.write(stopper, "STOP");
        site.waitUntil("the STOP is in force", () -> site.mayGetOffer(stopper).equals("DENIED OPTED_OUT"));
        site.waitUntil("it is confirmed", () -> site.arrivalsAt(stopper) == 1);
        site.write(stranger, "Hello, are you open today?");
        site.waitUntil(
                "the stranger may be answered", () -> site.mayGetText(stranger).equals("ALLOWED"));
        attempt(site, () -> {
            String campaign = site.campaign(PEOPLE, null);
            site.start(campaign);
            site.waitUntil(
                    "everybody else got it",
                    () -> site.counts(campaign).path("delivered").asInt() == PEOPLE.size() - 1);
            assertThat(site.counts(campaign).path("withheld").path("OPTED_OUT").asInt())
                    .isEqualTo(1);
        });
        site.checkNothingWasRefused();
    }

    // A refusal says more than the 500 that it leads to.
    private static void attempt(Site site, Runnable step) {
        try {
            step.run();
        } catch (AssertionError e) {
            site.checkNothingWasRefused();
            throw e;
        }
    }
}

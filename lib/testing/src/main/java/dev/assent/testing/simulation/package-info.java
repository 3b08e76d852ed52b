/** The real core on virtual time: many workers, crashes, skewed clocks, a strict model of the platform. Seeded. */
@NullMarked
package dev.assent.testing.simulation;

import org.jspecify.annotations.NullMarked;

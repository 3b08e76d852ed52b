/** Fixtures, a movable clock and property tests. */
@NullMarked
package dev.assent.testing;

import org.jspecify.annotations.NullMarked;

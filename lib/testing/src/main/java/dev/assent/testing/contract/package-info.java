/** One suite per port; every store must pass it. */
@NullMarked
package dev.assent.testing.contract;

import org.jspecify.annotations.NullMarked;

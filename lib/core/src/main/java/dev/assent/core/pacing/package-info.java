/** Pacing profiles: how slowly a new number begins. */
@NullMarked
package dev.assent.core.pacing;

import org.jspecify.annotations.NullMarked;

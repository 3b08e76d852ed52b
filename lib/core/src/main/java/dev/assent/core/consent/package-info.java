/** Opt-ins, opt-outs, their evidence and the hash-chained ledger that proves them. */
@NullMarked
package dev.assent.core.consent;

import org.jspecify.annotations.NullMarked;

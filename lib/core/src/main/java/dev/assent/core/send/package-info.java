/** The gate: may this business send this to this person now? And the send itself, once. */
@NullMarked
package dev.assent.core.send;

import org.jspecify.annotations.NullMarked;

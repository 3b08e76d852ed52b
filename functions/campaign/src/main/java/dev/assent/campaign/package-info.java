/** Accepts messages and campaigns, explains decisions, feeds the send queues. */
@NullMarked
package dev.assent.campaign;

import org.jspecify.annotations.NullMarked;

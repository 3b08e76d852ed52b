/** Campaigns: one template message for an audience, fed at the pace of the number. */
@NullMarked
package dev.assent.core.campaign;

import org.jspecify.annotations.NullMarked;

/** What a BSP's webhook says, in one language for all of them. */
@NullMarked
package dev.assent.core.inbound;

import org.jspecify.annotations.NullMarked;

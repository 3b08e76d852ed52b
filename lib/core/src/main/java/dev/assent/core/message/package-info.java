/** Outbound messages: what is to be said to whom, and what became of it. */
@NullMarked
package dev.assent.core.message;

import org.jspecify.annotations.NullMarked;

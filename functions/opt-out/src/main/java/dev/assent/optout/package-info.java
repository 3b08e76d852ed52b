/** Turns what people say into consent facts, and confirms a STOP once. */
@NullMarked
package dev.assent.optout;

import org.jspecify.annotations.NullMarked;

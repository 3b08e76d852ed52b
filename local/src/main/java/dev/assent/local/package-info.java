/** The local stack and its commands. */
@NullMarked
package dev.assent.local;

import org.jspecify.annotations.NullMarked;

/** Values that many workers share: each is replaced only by who saw the latest. */
@NullMarked
package dev.assent.core.counter;

import org.jspecify.annotations.NullMarked;

/** What providers have in common. */
@NullMarked
package dev.assent.bsp;

import org.jspecify.annotations.NullMarked;

/** Customer service windows: when free-form messages are permitted. */
@NullMarked
package dev.assent.core.window;

import org.jspecify.annotations.NullMarked;

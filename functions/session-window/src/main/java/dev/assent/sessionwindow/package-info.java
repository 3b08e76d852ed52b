/** Keeps customer service windows and delivery statuses. */
@NullMarked
package dev.assent.sessionwindow;

import org.jspecify.annotations.NullMarked;

/** Sends each message at most once, at the permitted pace. */
@NullMarked
package dev.assent.sendworker;

import org.jspecify.annotations.NullMarked;

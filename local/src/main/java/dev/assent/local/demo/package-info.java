/** Plays events/demo/ and reports. */
@NullMarked
package dev.assent.local.demo;

import org.jspecify.annotations.NullMarked;

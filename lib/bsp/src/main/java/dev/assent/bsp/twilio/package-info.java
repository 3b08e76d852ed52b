/** Twilio: forms instead of JSON, and errors of its own. */
@NullMarked
package dev.assent.bsp.twilio;

import org.jspecify.annotations.NullMarked;

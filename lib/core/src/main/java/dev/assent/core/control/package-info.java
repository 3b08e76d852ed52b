/** Operator brakes, and what the platform says about the account, its numbers and its templates. */
@NullMarked
package dev.assent.core.control;

import org.jspecify.annotations.NullMarked;

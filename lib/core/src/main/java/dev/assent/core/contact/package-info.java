/** Who is meant: phone numbers, business-scoped user ids, and the opaque person behind them. */
@NullMarked
package dev.assent.core.contact;

import org.jspecify.annotations.NullMarked;

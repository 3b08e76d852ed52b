/** The messaging limit: unique people per moving 24 hours and business portfolio. */
@NullMarked
package dev.assent.core.limit;

import org.jspecify.annotations.NullMarked;

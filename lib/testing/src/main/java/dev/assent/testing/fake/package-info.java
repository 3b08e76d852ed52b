/** Hand-written fakes of the ports, as strict as the real stores. */
@NullMarked
package dev.assent.testing.fake;

import org.jspecify.annotations.NullMarked;

/** A business solution provider that enforces limits and loses answers on demand; knows nothing of the core. */
@NullMarked
package dev.assent.local.bsp;

import org.jspecify.annotations.NullMarked;

/** What differs from country to country: dated rules, each with its source. */
@NullMarked
package dev.assent.core.country;

import org.jspecify.annotations.NullMarked;

/** Understanding a message as an opt-out, an opt-in or a call for help. */
@NullMarked
package dev.assent.core.keyword;

import org.jspecify.annotations.NullMarked;

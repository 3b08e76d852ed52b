/** Functions as processes of their own, driven through the Lambda Runtime API. */
@NullMarked
package dev.assent.local.function;

import org.jspecify.annotations.NullMarked;

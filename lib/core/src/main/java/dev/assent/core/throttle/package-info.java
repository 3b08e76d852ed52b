/** Throughput: send slots of one phone number, shared by all workers. */
@NullMarked
package dev.assent.core.throttle;

import org.jspecify.annotations.NullMarked;

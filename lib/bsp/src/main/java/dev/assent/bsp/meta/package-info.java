/** Meta's Cloud API: webhook signatures and payloads, and the send request. */
@NullMarked
package dev.assent.bsp.meta;

import org.jspecify.annotations.NullMarked;

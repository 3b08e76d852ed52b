/** Verifies webhooks, reads them and hands them on. */
@NullMarked
package dev.assent.webhook;

import org.jspecify.annotations.NullMarked;

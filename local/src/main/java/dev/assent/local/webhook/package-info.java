/** Webhooks as a provider posts them. */
@NullMarked
package dev.assent.local.webhook;

import org.jspecify.annotations.NullMarked;

/** Records opt-ins and opt-outs that come by API. */
@NullMarked
package dev.assent.consentcapture;

import org.jspecify.annotations.NullMarked;

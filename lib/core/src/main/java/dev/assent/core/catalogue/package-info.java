/** What the business may send: topics, templates and their categories. */
@NullMarked
package dev.assent.core.catalogue;

import org.jspecify.annotations.NullMarked;

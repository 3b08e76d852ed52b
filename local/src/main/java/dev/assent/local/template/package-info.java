/** Reads template.yaml: the one description of the infrastructure. */
@NullMarked
package dev.assent.local.template;

import org.jspecify.annotations.NullMarked;

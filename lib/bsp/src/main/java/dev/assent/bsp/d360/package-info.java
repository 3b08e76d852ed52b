/** 360dialog: the Cloud API's language behind another door. */
@NullMarked
package dev.assent.bsp.d360;

import org.jspecify.annotations.NullMarked;

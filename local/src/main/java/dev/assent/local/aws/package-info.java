/** What AWS does around the functions: gateway, queues, schedules, secrets. */
@NullMarked
package dev.assent.local.aws;

import org.jspecify.annotations.NullMarked;

/** What is known about one person, and how a fact about them is recorded. */
@NullMarked
package dev.assent.core.person;

import org.jspecify.annotations.NullMarked;

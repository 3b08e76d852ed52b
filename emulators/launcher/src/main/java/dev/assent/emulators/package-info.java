/** DynamoDB Local and ElasticMQ inside this JVM, without their class paths. */
@NullMarked
package dev.assent.emulators;

import org.jspecify.annotations.NullMarked;

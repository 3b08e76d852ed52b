/** API Gateway's HTTP API (payload format 2.0) as requests and answers, with a small router and RFC 9457 problems. */
@NullMarked
package dev.assent.aws.http;

import org.jspecify.annotations.NullMarked;

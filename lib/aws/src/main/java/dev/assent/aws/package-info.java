/**
 * Adapters to DynamoDB, SQS and Secrets Manager: one class per table or queue, plain classes without CDI. The IAM actions
 * in each class comment are the ones that template.yaml grants.
 */
@NullMarked
package dev.assent.aws;

import org.jspecify.annotations.NullMarked;

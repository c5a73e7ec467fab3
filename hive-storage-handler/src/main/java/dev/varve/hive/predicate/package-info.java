/**
 * Conditions of Hive's plans as predicates of the kernel. Start at {@link dev.varve.hive.predicate.ExpressionPredicate}. Whatever is pushed only
 * leaves rows out that the condition would; Hive evaluates the whole condition again.
 */
package dev.varve.hive.predicate;

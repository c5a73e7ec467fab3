/**
 * What Trino wants of the values of columns, in the terms of the kernel, and single values both ways.
 *
 * <p>Start at {@link dev.varve.trino.predicate.DomainPredicate}. Knows values and types, no tables.
 */
package dev.varve.trino.predicate;

/**
 * Conditions on the columns of a table: their form, and their evaluation on statistics and on columns.
 *
 * <p>Start at {@link dev.varve.predicate.Predicate}. Knows values and columns, but no files and no tables.
 */
package dev.varve.predicate;

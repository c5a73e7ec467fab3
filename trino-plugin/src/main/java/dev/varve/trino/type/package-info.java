/**
 * How the types of the table format appear in Trino.
 *
 * <p>Start at {@link dev.varve.trino.type.TypeMapping}. Knows types only: how their values are held in memory is the business
 * of the package {@code block}.
 */
package dev.varve.trino.type;

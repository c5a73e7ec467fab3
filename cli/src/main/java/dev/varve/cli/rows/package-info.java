/**
 * Rows as text: JSON objects or CSV records become batches of columns, value by value and without an object per row.
 *
 * <p>Start at {@link dev.varve.cli.rows.RowInput}. Everything here knows the columns of one table and one stream of bytes; it writes nothing.
 */
package dev.varve.cli.rows;

/**
 * The aggregate functions of the merge engines {@code aggregation} and {@code partial-update}: how the records of one key
 * become one value of a column.
 *
 * <p>Start at {@link dev.varve.aggregate.AggregateFunction}. Knows columns and types, but nothing of keys, sequence numbers, row
 * kinds or the order of records: that is the merge's.
 */
package dev.varve.aggregate;

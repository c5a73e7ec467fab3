/**
 * Rows one by one, for fetch tasks and for everything in Hive that is not vectorized. Start at {@link dev.varve.hive.row.ColumnValues}.
 */
package dev.varve.hive.row;

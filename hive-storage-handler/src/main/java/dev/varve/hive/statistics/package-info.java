/** What Hive's optimizer is told of a table. Start at {@link dev.varve.hive.statistics.ExpectedRows}. */
package dev.varve.hive.statistics;

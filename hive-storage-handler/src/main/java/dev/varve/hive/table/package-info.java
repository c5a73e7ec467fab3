/**
 * From what Hive knows of a table (properties of the metastore, settings of the session and of the job) to the version of it that is read.
 * Start at {@link dev.varve.hive.table.HiveRelation}. Knows nothing of plans and rows.
 */
package dev.varve.hive.table;

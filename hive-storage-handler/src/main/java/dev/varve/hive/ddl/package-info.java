/**
 * Statements that create, change and drop tables: what Hive asks its metastore for is done to the schema files of the table, too. Start at
 * {@link dev.varve.hive.ddl.VarveMetaHook}. Knows nothing of rows.
 */
package dev.varve.hive.ddl;

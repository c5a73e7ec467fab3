/**
 * What columns of a table are in Hive: names and types. Start at {@link dev.varve.hive.type.HiveColumn}. Knows nothing of values.
 */
package dev.varve.hive.type;

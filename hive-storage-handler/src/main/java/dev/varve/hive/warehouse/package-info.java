/** Making the tables of a warehouse directory known to a metastore. Start at {@link dev.varve.hive.warehouse.WarehouseTables}. */
package dev.varve.hive.warehouse;

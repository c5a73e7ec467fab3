/**
 * Real Hive with the storage handler in it, asked in HiveQL. Start at {@link dev.varve.product.hive.HiveUnderTest}.
 */
package dev.varve.product.hive;

/**
 * Tables of the format in Hive: the classes that statements and the metastore name. Start at {@link dev.varve.hive.VarveStorageHandler}. They
 * translate between Hive and the packages below, and know nothing of how tables are read.
 */
package dev.varve.hive;

/** The lock of Hive's metastore, for tables in stores that cannot keep two writers apart. Start at {@link dev.varve.hive.lock.SessionLock}. */
package dev.varve.hive.lock;

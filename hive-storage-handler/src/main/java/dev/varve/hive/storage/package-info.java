/** The file systems of Hadoop as a store of the kernel. Knows nothing of Hive. */
package dev.varve.hive.storage;

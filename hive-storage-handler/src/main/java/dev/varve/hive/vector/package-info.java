/**
 * Columns of the kernel in Hive's vectors, in loops over arrays. Start at {@link dev.varve.hive.vector.VectorColumn}.
 */
package dev.varve.hive.vector;

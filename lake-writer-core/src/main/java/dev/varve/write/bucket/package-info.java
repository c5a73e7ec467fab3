/**
 * Which bucket a row belongs to: the partition of rows, hashes of keys, and the indexes that remember the buckets of keys where a hash
 * alone does not tell.
 *
 * <p>Start at {@link dev.varve.write.bucket.RowRouter}. It knows nothing of how rows become files.
 */
package dev.varve.write.bucket;

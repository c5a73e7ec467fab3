/**
 * Holds the rows of buckets until they are files: in columns, sorted by key where there is one, in bounded memory, and on local disk when
 * that is used up.
 *
 * <p>Start at {@link dev.varve.write.buffer.BucketWriter}. It knows nothing of how rows find their bucket, nor of commits.
 */
package dev.varve.write.buffer;

/**
 * Files with the values of one BLOB column, and descriptors that stand for values which lie elsewhere.
 *
 * <p>Start at {@link dev.varve.datafile.blob.BlobFile}. These files are no {@link dev.varve.datafile.DataFileFormat}: a value of theirs may be
 * missing because another file has it, and values are so large that a batch is as many rows as fit into some megabytes. Knows one file at a time.
 */
package dev.varve.datafile.blob;

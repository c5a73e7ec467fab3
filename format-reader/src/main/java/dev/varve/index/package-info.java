/**
 * Index files of a table: which there are, the deletion vectors in them, and the indexes of single data files.
 *
 * <p>Start at {@link dev.varve.index.IndexManifestReader}, which finds the deletion vectors of a snapshot;
 * {@link dev.varve.index.DeletionVector} is one of them. {@link dev.varve.index.FileIndex} tells which rows of a file may meet a predicate.
 * Knows no data files but their names.
 */
package dev.varve.index;

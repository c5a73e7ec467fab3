/**
 * Index files of a table: which there are, and the deletion vectors in them.
 *
 * <p>Start at {@link dev.varve.index.IndexManifestReader}, which finds the deletion vectors of a snapshot;
 * {@link dev.varve.index.DeletionVector} is one of them. Knows no data files but their names.
 */
package dev.varve.index;

/**
 * The seam to file formats: how a data file becomes batches of columns.
 *
 * <p>Start at {@link dev.varve.datafile.DataFileFormat}. The sub-packages hold the default implementations; Trino plugs in
 * its own for Parquet and ORC. Knows one file at a time: nothing of tables, schema evolution, deletions or merging.
 */
package dev.varve.datafile;

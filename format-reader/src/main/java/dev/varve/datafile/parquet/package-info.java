/**
 * Parquet data files, decoded by column.
 *
 * <p>Start at {@link dev.varve.datafile.parquet.ParquetFormat}. Footers, statistics and rare encodings are parquet-mr's business;
 * pages are read, decompressed and decoded here, into flat arrays. {@link dev.varve.datafile.parquet.ColumnPlan} finds the requested
 * fields in a file, {@link dev.varve.datafile.parquet.LeafReader} reads the values and levels of one primitive column, and
 * {@link dev.varve.datafile.parquet.Assembly} puts columns together from them. Must not make a Hadoop configuration: Hadoop's classes
 * are only there because parquet-mr mentions them.
 */
package dev.varve.datafile.parquet;

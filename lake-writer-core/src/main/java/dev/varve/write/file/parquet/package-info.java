/**
 * Parquet data files, encoded by column.
 *
 * <p>Start at {@link dev.varve.write.file.parquet.ParquetWriterFormat}. A column is shredded into the levels and the dense values of its primitive
 * columns ({@link dev.varve.write.file.parquet.Shredder}), and each of those is cut into pages ({@link dev.varve.write.file.parquet.LeafWriter}):
 * levels, dictionaries and plain values are encoded here, array by array; page headers, column chunks, page indexes and the footer are
 * parquet-mr's business. Must not make a Hadoop configuration.
 */
package dev.varve.write.file.parquet;

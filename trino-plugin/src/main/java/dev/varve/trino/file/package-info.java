/**
 * Trino's file systems and its decoders of Parquet and ORC behind the seams of the kernel.
 *
 * <p>Start at {@link dev.varve.trino.file.TrinoStorage} and {@link dev.varve.trino.file.TrinoParquetFormat}. Both formats read from any
 * {@link dev.varve.storage.InputFile}. Knows one file at a time and nothing of the connector.
 */
package dev.varve.trino.file;

/**
 * Avro data files, decoded by column.
 *
 * <p>Start at {@link dev.varve.datafile.avro.AvroFormat}. {@link dev.varve.avro.AvroContainer} finds the blocks; values go from the
 * bytes of a block straight into column builders, fields that nobody asked for are stepped over. Must not know Hadoop: engines
 * that bring their own Parquet and ORC readers use this package as it is.
 */
package dev.varve.datafile.avro;

/**
 * Avro data files.
 *
 * <p>Start at {@link dev.varve.write.file.avro.AvroWriterFormat}. The container is the kernel's; here are the schema that the format gives to
 * the columns of a table, and the encoding of their values. Avro stores row after row, so this is the one format that walks rows.
 */
package dev.varve.write.file.avro;

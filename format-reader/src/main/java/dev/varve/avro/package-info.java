/**
 * Avro container files as metadata uses them: records found by field name, decoded with every length checked against the bytes
 * that are there, so that a damaged file is an error and never an endless loop or an exhausted heap.
 *
 * <p>Start at {@link dev.varve.avro.AvroRecords}. Schemas are parsed by the Avro library. Knows nothing of what the records mean.
 */
package dev.varve.avro;

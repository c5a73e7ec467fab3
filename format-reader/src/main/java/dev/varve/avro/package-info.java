/**
 * Avro container files: their blocks, codecs and binary encoding, decoded with every length checked against the bytes that are
 * there, so that a damaged file is an error and never an endless loop or an exhausted heap; and written.
 *
 * <p>Start at {@link dev.varve.avro.AvroRecords} for the records of metadata, found by field name, and at
 * {@link dev.varve.avro.AvroContainer} to decode the values otherwise; {@link dev.varve.avro.AvroContainerWriter} writes. Schemas are parsed by the Avro library. Knows nothing of
 * what the records mean.
 */
package dev.varve.avro;

/**
 * Which files of a snapshot a query has to read, and in what portions.
 *
 * <p>Start at {@link dev.varve.scan.Split}, the unit of reading. Knows the metadata of tables, never the contents of data files.
 */
package dev.varve.scan;

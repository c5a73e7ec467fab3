/**
 * What a table looks like: its columns, keys and options, in all their versions.
 *
 * <p>Start at {@link dev.varve.schema.TableSchema}; {@link dev.varve.schema.SchemaLog} finds them in a table's directory,
 * {@link dev.varve.schema.TableOptions} is what the options mean to a reader. Knows no snapshots and no data files.
 */
package dev.varve.schema;

/**
 * Reading a file of an older (or newer) schema as the schema that a query reads: which columns to request of the file, how its
 * columns become those of the read, and which part of a filter the file may decide by itself.
 *
 * <p>Start at {@link dev.varve.evolution.FileMapping}. Columns and members of rows are matched by field id, never by name. Knows
 * schemas and one file's columns; nothing of tables, schema files or splits.
 */
package dev.varve.evolution;

/**
 * The types of the table format, as values. Fields carry ids; schema evolution works by them.
 * Start at {@link dev.varve.type.DataType}. Knows nothing of files or of how values are held in memory.
 */
package dev.varve.type;

/**
 * Makes and changes the schemas of tables: numbers columns, applies changes, and refuses what the format or a reader would not
 * bear.
 *
 * <p>Start at {@link dev.varve.write.schema.SchemaCommit}, which publishes what {@link dev.varve.write.schema.NewTable} and
 * {@link dev.varve.write.schema.SchemaChange} describe. {@link dev.varve.write.schema.SchemaCheck} holds the rules. It knows no data files.
 */
package dev.varve.write.schema;

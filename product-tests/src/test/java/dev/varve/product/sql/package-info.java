/**
 * The small part of SQL in which conditions of conformance cases are written: parsed, evaluated on values by three-valued
 * logic, printed. Start at {@link dev.varve.product.sql.Condition}. Knows no client.
 */
package dev.varve.product.sql;

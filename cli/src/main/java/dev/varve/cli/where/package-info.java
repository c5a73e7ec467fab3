/**
 * Conditions on rows as users write them on a command line: the part of SQL's WHERE that {@link dev.varve.predicate.Predicate} can say.
 *
 * <p>Start at {@link dev.varve.cli.where.WhereClause}. It knows the columns of a table, and neither commands nor files.
 */
package dev.varve.cli.where;

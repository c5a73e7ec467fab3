/**
 * The rows of a table shown in another way: {@code t$ro}, {@code t$audit_log}, {@code t$binlog} and {@code t$row_tracking}.
 *
 * <p>Start at {@link dev.varve.view.DataView}, which tells what columns a view has and how it is planned;
 * {@link dev.varve.view.ViewReader} reads its splits. A view has the versions of its table, and is planned and read like it.
 */
package dev.varve.view;

/**
 * What travels between the coordinator, the workers and the planner: tables, columns, splits and transactions, as JSON.
 *
 * <p>Start at {@link dev.varve.trino.handle.VarveTableHandle}, which pins a query to one snapshot. Handles hold values only; they open
 * nothing and know nothing of the rest of the connector.
 */
package dev.varve.trino.handle;

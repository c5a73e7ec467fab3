/**
 * The Trino connector, a thin adapter over the kernel: metadata, splits, pages.
 *
 * <p>Start at {@link dev.varve.trino.VarvePlugin} and follow it to {@link dev.varve.trino.VarveMetadata}. Knows what Trino asks
 * for and how to say it to the kernel; decides nothing about the table format.
 */
package dev.varve.trino;

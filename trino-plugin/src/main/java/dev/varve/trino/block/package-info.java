/**
 * Columns of the kernel as blocks of Trino and back, sharing the arrays: both hold values the same way, but for TIME, instants and
 * padded CHAR.
 *
 * <p>Start at {@link dev.varve.trino.block.BlockEncoder}. Knows nothing of files or of the connector.
 */
package dev.varve.trino.block;

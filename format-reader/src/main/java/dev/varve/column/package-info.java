/**
 * The columnar data model: flat arrays, one class per physical layout, and batches of them.
 *
 * <p>The layouts are those of the blocks of Trino 483, so that a block becomes a column and a column a block without
 * copying a value. Start at {@link dev.varve.column.Column} and {@link dev.varve.column.Layout}, which says how the
 * values of each type are held. Knows nothing of files, tables or merging.
 */
package dev.varve.column;

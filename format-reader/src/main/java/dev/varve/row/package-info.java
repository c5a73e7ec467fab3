/**
 * Single values and small rows of the metadata: partitions, file keys, statistics, bucket keys.
 *
 * <p>Start at {@link dev.varve.row.BinaryRow}, the row that the format stores in manifests. A value taken out of such a
 * row is a <em>literal</em>, see {@link dev.varve.row.Literal}; predicates use the same. The rows of data files are
 * never held like this, they are columns.
 */
package dev.varve.row;

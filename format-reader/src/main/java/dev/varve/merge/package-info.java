/**
 * Merge-on-read: sorted runs of key-value rows become the rows that a reader sees.
 *
 * <p>Keys come first. {@link dev.varve.merge.SectionMerge} walks the keys of all runs in order, a window at a time; what a merge
 * engine makes of the rows of one key is then array work per column: {@link dev.varve.merge.SelectingMerge} only narrows the
 * selection of each run's own batches, {@link dev.varve.merge.FoldingMerge} computes new columns. Either way a column that
 * nobody asks for is never decoded. Start at {@link dev.varve.merge.MergeSpec}. Knows nothing of files, snapshots or splits.
 */
package dev.varve.merge;

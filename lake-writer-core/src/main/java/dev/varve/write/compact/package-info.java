/**
 * Compaction: which files of a bucket are rewritten, and how. It bounds the number of sorted runs that a reader must merge, makes
 * level 0 visible where deletion vectors are used, and finds out what changed for changelogs.
 *
 * <p>{@link dev.varve.write.compact.BucketCompaction} runs compactions of one bucket of a primary-key table:
 * {@link dev.varve.write.compact.CompactionPicker} says what, a pure function of {@link dev.varve.write.compact.Levels};
 * {@link dev.varve.write.compact.CompactionTask} does it. What comes out is an {@link dev.varve.write.commit.Increment}.
 * {@link dev.varve.write.compact.AppendCompaction} does the same for append tables, and {@link dev.varve.write.compact.CompactionJob} for a whole
 * table. The why is in {@code docs/compaction.md}.
 *
 * <p>It knows nothing of how commits become snapshots, of buffers, or of how rows find their bucket.
 */
package dev.varve.write.compact;

/**
 * Makes what writers did visible, atomically: commit messages become manifests, and manifests a snapshot.
 *
 * <p>Start at {@link dev.varve.write.commit.TableCommit}, the one door. {@code SnapshotPublication} tries until a snapshot is
 * the next one, {@code SnapshotDraft} writes what it names. {@code ConflictCheck}, {@code IndexMerge} and {@code RowTracking} decide, and are
 * functions of values alone. The package knows nothing of how rows become files.
 */
package dev.varve.write.commit;

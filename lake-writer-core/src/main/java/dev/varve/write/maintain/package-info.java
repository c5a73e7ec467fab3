/**
 * Keeping a table in order: tags, branches, rollback, what expires, files that nothing refers to, the check of a whole table, and
 * its analysis.
 *
 * <p>Start at {@link dev.varve.write.maintain.Tags} or {@link dev.varve.write.maintain.SnapshotExpiry}; each class is one kind of maintenance and
 * is opened with {@code of(table, storage)}. States of the table are removed before the files that only they need, so that what stops
 * half-way leaves files that nobody refers to, and never a state that cannot be read. Rows change only through
 * {@link dev.varve.write.commit}; how rows are written and compacted is not known here.
 */
package dev.varve.write.maintain;

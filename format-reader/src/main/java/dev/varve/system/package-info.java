/**
 * Tables about tables: snapshots, files, partitions and the like, as rows.
 *
 * <p>Start at {@link dev.varve.system.SystemTables}, which knows the tables about one table, and {@link dev.varve.system.GlobalTables},
 * which knows those about all of them. Each is a list of columns ({@link dev.varve.system.SystemColumn}) over things that are found one
 * after the other ({@link dev.varve.system.Items}); a {@link dev.varve.system.SystemTable} makes batches of them, of which only the
 * columns that somebody looks at are computed. Reads metadata only: {@code $ro}, {@code $audit_log} and the like, which show rows,
 * are {@link dev.varve.view.DataView}s.
 *
 * <p>{@link dev.varve.system.TableShape} shows the same files as the levels of an LSM tree.
 */
package dev.varve.system;

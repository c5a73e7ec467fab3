/**
 * The states that a table had: snapshots, tags that keep some of them, branches, and how a version is found.
 *
 * <p>Start at {@link dev.varve.snapshot.Snapshot}; {@link dev.varve.snapshot.SnapshotLog} finds snapshots in a table's directory,
 * {@link dev.varve.snapshot.TimeTravel} finds the one that a query means. Knows the names of manifest lists, but not what is in them.
 */
package dev.varve.snapshot;

/**
 * The entry to Varve's writer: creates, alters, writes, compacts and maintains tables that every engine of the format shares.
 *
 * <p>Start at {@link dev.varve.write.TableWriter}: rows go in, and messages for a commit come out. Below are, from bottom to top: {@code file}
 * (columns to data files), {@code commit} (files to snapshots), {@code compact} (files to levels), {@code bucket} (rows to buckets) and
 * {@code buffer} (rows to sorted files); beside them {@code schema} (tables and their changes), {@code delete} and {@code maintain}.
 * {@code docs/design.md} is the map of all packages.
 */
package dev.varve.write;

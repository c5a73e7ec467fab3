/**
 * Reads splits: files become runs, runs are merged where they overlap, and of the result come out the columns and rows asked for.
 *
 * <p>Start at {@link dev.varve.read.TableReader}. A read is at most five layers deep: file batch ({@link dev.varve.datafile}),
 * deletions ({@link dev.varve.read.FileSource}), run, merge ({@link dev.varve.merge}), filter and projection. Knows nothing of how
 * splits were planned.
 */
package dev.varve.read;

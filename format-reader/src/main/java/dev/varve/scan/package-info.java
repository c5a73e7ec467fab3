/**
 * Which files of a snapshot a query has to read, and in what portions.
 *
 * <p>Start at {@link dev.varve.scan.ScanPlanner}. It sweeps the manifests ({@link dev.varve.scan.ManifestSweep}), leaves out
 * what cannot matter ({@link dev.varve.scan.Pruning}), and cuts each bucket into splits ({@link dev.varve.scan.SplitGeneration});
 * a {@link dev.varve.scan.Split} is the unit of reading. Knows the metadata of tables, never the contents of data files.
 */
package dev.varve.scan;

/**
 * The entry to the kernel of Varve, which opens tables of the Apache Paimon format and reads them, for any engine.
 *
 * <p>A newcomer starts at {@link dev.varve.Table}; {@link dev.varve.FileSystemCatalog} finds the tables of a warehouse, and
 * {@link dev.varve.TableVersion} is what {@code dev.varve.scan} plans and {@code dev.varve.read} reads. {@code docs/design.md} is the map of
 * all packages. No type of Trino, Hive or Hadoop appears in the API of the kernel.
 *
 * <p>Here, failures of the storage have become a {@link dev.varve.error.VarveException}.
 */
package dev.varve;

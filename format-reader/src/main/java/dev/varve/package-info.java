/**
 * The kernel of Varve: opens tables of the Apache Paimon format and reads them, for any engine.
 *
 * <p>A newcomer starts at {@code Table}; {@code docs/design.md} is the map of the packages below. No type of Trino, Hive
 * or Hadoop appears in the API of the kernel.
 */
package dev.varve;

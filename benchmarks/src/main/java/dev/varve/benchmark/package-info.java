/**
 * Varve and its peers on the same tables, in turn, in one JVM. Start at {@link dev.varve.benchmark.ReadBenchmark}. Times are
 * of one machine; what counts are the ratios.
 */
package dev.varve.benchmark;

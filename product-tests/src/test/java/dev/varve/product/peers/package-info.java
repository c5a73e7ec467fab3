/**
 * Tables that Varve writes, read and written by other engines: Paimon's own reader in this process, and Flink and Spark in processes of
 * their own, which the Maven profile {@code peers} builds.
 */
package dev.varve.product.peers;

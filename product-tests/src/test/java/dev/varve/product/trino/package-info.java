/**
 * The packaged plugin on a real Trino server, which is a process of its own, asked through Trino's JDBC driver. Start at
 * {@link dev.varve.product.trino.ServerUnderTest} and {@link dev.varve.product.trino.TrinoClient}.
 */
package dev.varve.product.trino;

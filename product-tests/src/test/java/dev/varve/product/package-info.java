/**
 * Tests of the whole product against the real thing: tables that real Paimon wrote, real Paimon itself, the packaged plugin on a
 * real Trino server.
 *
 * <p>Every client that reads a table is a {@link dev.varve.product.rows.RowSource}; what it returns is compared as canonical
 * text ({@link dev.varve.product.rows.CanonicalText}). {@code conformance} holds tables with the rows that they must return,
 * {@code paimon} makes random tables and asks real Paimon, {@code trino} starts the server as a process of its own, and {@code store} starts
 * object stores and HDFS for it to read.
 */
package dev.varve.product;

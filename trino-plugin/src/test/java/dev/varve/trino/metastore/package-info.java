/** A catalog over a metastore: one in this process, that speaks the protocol and knows what a test needs. Start at {@link dev.varve.trino.metastore.ThriftMetastore}. */
package dev.varve.trino.metastore;

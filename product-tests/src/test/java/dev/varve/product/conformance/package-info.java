/**
 * Tables that real Paimon wrote, with queries and the rows that they must return: a compact part is checked in and always
 * runs; the full corpora run where they are present. Start at {@link dev.varve.product.conformance.Corpus} and
 * {@link dev.varve.product.conformance.ConformanceRun}; {@link dev.varve.product.conformance.CompactCorpus} makes the compact part.
 */
package dev.varve.product.conformance;

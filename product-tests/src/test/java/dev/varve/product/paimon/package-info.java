/**
 * Real Apache Paimon as the reference: reads tables ({@link dev.varve.product.paimon.PaimonReader}), writes random ones
 * ({@link dev.varve.product.paimon.RandomTable}), and answers the same queries as Varve.
 */
package dev.varve.product.paimon;

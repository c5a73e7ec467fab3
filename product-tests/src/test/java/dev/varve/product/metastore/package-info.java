/** Tables that are registered in a real Hive Metastore, in a process of its own. */
package dev.varve.product.metastore;

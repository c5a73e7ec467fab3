/**
 * Warehouses in object stores and in HDFS, read by the packaged plugin with the catalog properties that its documentation shows. The
 * stores are small ones that run inside of the tests. Start at {@link dev.varve.product.store.TestStores}.
 */
package dev.varve.product.store;

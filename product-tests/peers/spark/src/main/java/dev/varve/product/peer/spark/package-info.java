/** Spark as a peer of the tests. It knows nothing of Varve. */
package dev.varve.product.peer.spark;

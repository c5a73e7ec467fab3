/**
 * The side of a peer in the tests with real engines: it runs SQL in a process of its own and tells the rows in canonical text, see
 * {@link dev.varve.product.peer.PeerLoop}. It knows nothing of Varve.
 */
package dev.varve.product.peer;

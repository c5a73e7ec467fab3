/**
 * Paimon's own Hive catalog as a peer, and a metastore of Hive 3.1, each in a process of its own. Both need the libraries of Hive 3.1, which are
 * nowhere else in this project.
 */
package dev.varve.product.peer.hive;

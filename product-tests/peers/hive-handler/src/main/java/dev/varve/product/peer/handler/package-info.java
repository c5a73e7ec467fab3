/**
 * Paimon's storage handler for Hive 3.1 in Hive 4: {@link dev.varve.product.peer.handler.PaimonInHive4}. What Hive 4 asks in another way is
 * answered with what the handler has; how it reads is its own.
 */
package dev.varve.product.peer.handler;

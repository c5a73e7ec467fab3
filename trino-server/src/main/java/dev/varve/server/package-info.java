/**
 * A real Trino server in a JVM of its own, with the packaged plugin loaded as an installation loads it.
 *
 * <p>Start at {@link dev.varve.server.TrinoServer}, the parent's side, which needs only the JDK and Jackson;
 * {@link dev.varve.server.TrinoServerMain} is what runs in the child and the one class that touches Trino. Nothing here
 * knows about commands, terminals or tables.
 */
package dev.varve.server;

/**
 * Servers in JVMs of their own: their directories, their lives, and how they learn that nobody needs them any more. Start at {@link dev.varve.process.ChildJvm}.
 * It knows nothing of what the servers serve.
 */
package dev.varve.process;

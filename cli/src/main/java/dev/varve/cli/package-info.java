/**
 * The commands behind {@code ./varve}: those that query, {@code server}, {@code sql} and {@code demo}, and those that change tables.
 *
 * <p>Start at {@link dev.varve.cli.Varve}. The bash script {@code varve} at the top of the repository finds a JDK, builds
 * what is not built and hands over to it. Commands only translate options: the server lives in
 * {@link dev.varve.server.TrinoServer}, the shell is Trino's own, and tables are read by the plugin inside the server. What changes tables runs
 * in the process of the command, through {@link dev.varve.write.WritableCatalog}; nothing here knows the table format.
 */
package dev.varve.cli;

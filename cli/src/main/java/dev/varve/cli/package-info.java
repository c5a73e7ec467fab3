/**
 * The commands behind {@code ./varve}: {@code server}, {@code sql} and {@code demo}.
 *
 * <p>Start at {@link dev.varve.cli.Varve}. The bash script {@code varve} at the top of the repository finds a JDK, builds
 * what is not built and hands over to it. Commands only translate options: the server lives in
 * {@link dev.varve.server.TrinoServer}, the shell is Trino's own. Nothing here knows the table format; the only reader of tables
 * is the plugin inside the server.
 */
package dev.varve.cli;

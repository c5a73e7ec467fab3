/**
 * ORC data files, decoded by orc-core.
 *
 * <p>Start at {@link dev.varve.datafile.orc.OrcFormat}. Every requested column has a reader of its own, opened when it is first touched,
 * and its vectors are copied into columns. orc-core wants a Hadoop file system; {@link dev.varve.datafile.orc.OneFile} is one that knows
 * nothing but the file in question.
 */
package dev.varve.datafile.orc;

/**
 * ORC data files, through the column vectors of orc-core.
 *
 * <p>Start at {@link dev.varve.write.file.orc.OrcWriterFormat}. Hadoop's classes are only there because orc-core mentions them.
 */
package dev.varve.write.file.orc;

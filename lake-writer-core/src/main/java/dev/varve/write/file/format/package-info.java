/**
 * The seam to file formats on the way out: columns become the bytes of one file, and come back as minima, maxima and null counts.
 *
 * <p>Start at {@link dev.varve.write.file.format.ColumnFileFormat}. Knows nothing of tables: neither of keys, nor of levels, nor of names
 * of files.
 */
package dev.varve.write.file.format;

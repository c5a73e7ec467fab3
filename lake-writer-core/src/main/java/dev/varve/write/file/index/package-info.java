/**
 * Indexes over the values of one data file, which let readers skip it or some of its rows: bloom filters, bitmaps, bit-sliced indexes, range
 * bitmaps.
 *
 * <p>Start at {@link dev.varve.write.file.index.FileIndexBuilder}. The layouts of the bytes stand in the classes that write them. Numbers are
 * big-endian, bitmaps in the portable format of Roaring. Knows nothing of where an index is stored.
 */
package dev.varve.write.file.index;

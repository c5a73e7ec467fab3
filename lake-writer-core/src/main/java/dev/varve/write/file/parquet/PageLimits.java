package dev.varve.write.file.parquet;

/**
 * When a page is large enough.
 *
 * @param rows of a page
 * @param bytes of a page
 * @param dictionaryBytes of a dictionary; 0 for no dictionary
 */
record PageLimits(int rows, long bytes, long dictionaryBytes) {}

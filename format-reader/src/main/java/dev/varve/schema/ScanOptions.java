package dev.varve.schema;

/**
 * How a scan is cut and what it may skip.
 *
 * @param splitTargetBytes size that a split should have
 * @param openFileCostBytes what a file counts at least towards that
 * @param useFileIndexes whether file indexes may be used to skip rows
 * @param keepFileOrder whether the files of a bucket of an append table are read in the order of their sequence numbers
 */
public record ScanOptions(long splitTargetBytes, long openFileCostBytes, boolean useFileIndexes, boolean keepFileOrder) {}

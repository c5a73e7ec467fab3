package dev.varve.schema;

/** How the rows of one key become one: the option {@code merge-engine}. */
public enum MergeEngine
{
    DEDUPLICATE,
    PARTIAL_UPDATE,
    AGGREGATION,
    FIRST_ROW,
}

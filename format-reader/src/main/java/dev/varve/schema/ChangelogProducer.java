package dev.varve.schema;

/** Where the changelog of a table comes from: the option {@code changelog-producer}. */
public enum ChangelogProducer
{
    NONE,
    INPUT,
    FULL_COMPACTION,
    LOOKUP,
}

package dev.varve.manifest;

/** Where the rows of a data file came from. */
public enum FileSource
{
    APPEND,
    COMPACT,
}

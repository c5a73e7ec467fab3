package dev.varve.manifest;

/** What an entry of a manifest does with its file. */
public enum FileKind
{
    ADD,
    DELETE,
}

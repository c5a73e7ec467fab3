package dev.varve.datafile;

import dev.varve.predicate.Predicate;

import java.util.Optional;

/**
 * A filter in terms of a file's own columns: the column indexes of the predicate refer to {@link ReadRequest#fields}.
 */
public record FileFilter(Optional<Predicate> predicate)
{
    public static final FileFilter NONE = new FileFilter(Optional.empty());
}

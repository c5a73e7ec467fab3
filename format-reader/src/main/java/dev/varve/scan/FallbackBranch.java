package dev.varve.scan;

import static java.util.Objects.requireNonNull;

/**
 * The branch that holds the rows of partitions that a table does not have itself: option {@code scan.fallback-branch}.
 *
 * @param schemaId of that branch
 */
public record FallbackBranch(String name, long schemaId)
{
    public FallbackBranch
    {
        requireNonNull(name, "name is null");
    }
}

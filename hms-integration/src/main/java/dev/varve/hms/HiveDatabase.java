package dev.varve.hms;

import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A database as the metastore knows it.
 *
 * @param location a URI; absent, the metastore chooses one
 */
public record HiveDatabase(String name, Optional<String> comment, Optional<String> location, Optional<String> owner, Map<String, String> parameters)
{
    public HiveDatabase
    {
        requireNonNull(name, "name is null");
        requireNonNull(comment, "comment is null");
        requireNonNull(location, "location is null");
        requireNonNull(owner, "owner is null");
        parameters = Map.copyOf(parameters);
    }
}

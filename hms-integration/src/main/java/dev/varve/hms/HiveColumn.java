package dev.varve.hms;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A column as the metastore knows it.
 *
 * @param name in lower case
 * @param type in Hive's words, such as {@code decimal(10,2)}
 */
public record HiveColumn(String name, String type, Optional<String> comment)
{
    public HiveColumn
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(comment, "comment is null");
    }
}

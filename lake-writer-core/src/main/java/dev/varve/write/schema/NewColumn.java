package dev.varve.write.schema;

import dev.varve.type.DataType;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table that is to be created.
 *
 * @param type whatever ids its members have, they get others
 * @param defaultValue see {@link dev.varve.type.Field#defaultValue}
 */
public record NewColumn(String name, DataType type, Optional<String> comment, Optional<String> defaultValue)
{
    public NewColumn
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(comment, "comment is null");
        requireNonNull(defaultValue, "defaultValue is null");
    }

    public static NewColumn of(String name, DataType type)
    {
        return new NewColumn(name, type, Optional.empty(), Optional.empty());
    }
}

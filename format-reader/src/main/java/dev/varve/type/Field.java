package dev.varve.type;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table or a member of a row.
 *
 * @param id unique over the whole schema tree and never reused; columns are matched by it, not by name
 * @param defaultValue SQL text of the value that a writer puts in place of a missing one
 */
public record Field(int id, String name, DataType type, Optional<String> comment, Optional<String> defaultValue)
{
    public Field
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(comment, "comment is null");
        requireNonNull(defaultValue, "defaultValue is null");
    }

    public Field(int id, String name, DataType type)
    {
        this(id, name, type, Optional.empty(), Optional.empty());
    }

    public Field withType(DataType type)
    {
        return new Field(id, name, type, comment, defaultValue);
    }
}

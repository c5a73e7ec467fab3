package dev.varve.write.schema;

import dev.varve.type.DataType;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * One change of a table's schema.
 *
 * <p>A path names a column, or leads on into its type: to a member of a row by its name, to the elements of an array by {@code element}, to
 * the values of a map by {@code value}. Keys of maps cannot be changed.
 */
public sealed interface SchemaChange
{
    record SetOption(String key, String value)
            implements SchemaChange
    {
        public SetOption
        {
            requireNonNull(key, "key is null");
            requireNonNull(value, "value is null");
        }
    }

    record RemoveOption(String key)
            implements SchemaChange
    {
        public RemoveOption
        {
            requireNonNull(key, "key is null");
        }
    }

    /** @param comment empty to remove it */
    record SetTableComment(Optional<String> comment)
            implements SchemaChange
    {
        public SetTableComment
        {
            requireNonNull(comment, "comment is null");
        }
    }

    /**
     * Rows that are there have null in the new column.
     *
     * @param type nullable
     * @param position empty for the last, or for where the option {@code add-column-before-partition} wants it
     */
    record AddColumn(List<String> path, DataType type, Optional<String> comment, Optional<Position> position)
            implements SchemaChange
    {
        public AddColumn
        {
            path = requirePath(path);
            requireNonNull(type, "type is null");
            requireNonNull(comment, "comment is null");
            requireNonNull(position, "position is null");
        }
    }

    record DropColumn(List<String> path)
            implements SchemaChange
    {
        public DropColumn
        {
            path = requirePath(path);
        }
    }

    /** @param name the new one, of the column alone */
    record RenameColumn(List<String> path, String name)
            implements SchemaChange
    {
        public RenameColumn
        {
            path = requirePath(path);
            requireNonNull(name, "name is null");
        }
    }

    /** @param keepNullability whether only the type changes, and not whether values may be null */
    record ChangeType(List<String> path, DataType type, boolean keepNullability)
            implements SchemaChange
    {
        public ChangeType
        {
            path = requirePath(path);
            requireNonNull(type, "type is null");
        }
    }

    record ChangeNullability(List<String> path, boolean nullable)
            implements SchemaChange
    {
        public ChangeNullability
        {
            path = requirePath(path);
        }
    }

    /** @param comment empty to remove it */
    record SetColumnComment(List<String> path, Optional<String> comment)
            implements SchemaChange
    {
        public SetColumnComment
        {
            path = requirePath(path);
            requireNonNull(comment, "comment is null");
        }
    }

    /** @param value SQL text; empty to remove it */
    record SetDefaultValue(List<String> path, Optional<String> value)
            implements SchemaChange
    {
        public SetDefaultValue
        {
            path = requirePath(path);
            requireNonNull(value, "value is null");
        }
    }

    record MoveColumn(String column, Position position)
            implements SchemaChange
    {
        public MoveColumn
        {
            requireNonNull(column, "column is null");
            requireNonNull(position, "position is null");
        }
    }

    /** The table becomes an append table; only possible while it has no snapshot. */
    record DropPrimaryKey()
            implements SchemaChange {}

    /** Where a column goes among its siblings. */
    sealed interface Position
    {
        record First()
                implements Position {}

        record Last()
                implements Position {}

        record After(String column)
                implements Position
        {
            public After
            {
                requireNonNull(column, "column is null");
            }
        }

        record Before(String column)
                implements Position
        {
            public Before
            {
                requireNonNull(column, "column is null");
            }
        }
    }

    private static List<String> requirePath(List<String> path)
    {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("A path names at least the column");
        }
        return List.copyOf(path);
    }
}

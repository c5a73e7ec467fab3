package dev.varve.hiveserver;

import static java.util.Objects.requireNonNull;

/**
 * A column of a result.
 *
 * @param type as Hive writes it: {@code decimal(10,2)}, {@code array<int>}
 */
public record HiveColumn(String name, String type)
{
    public HiveColumn
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }
}

package dev.varve.hms;

import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * A partition as the metastore knows it.
 *
 * @param values text of the values of the partition keys, in their order
 */
public record HivePartition(List<String> values, String location, Map<String, String> parameters)
{
    public HivePartition
    {
        values = List.copyOf(values);
        requireNonNull(location, "location is null");
        parameters = Map.copyOf(parameters);
    }
}

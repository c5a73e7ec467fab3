package dev.varve.snapshot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What ANALYZE found out about a table, the content of a file in {@code statistics/}.
 *
 * @param snapshotId the snapshot that was analysed, which is older than the one that names the file
 * @param schemaId whose columns these are
 * @param rowCount after merging
 * @param size of these rows in bytes, estimated
 * @param columns by name
 */
public record Analysis(long snapshotId, long schemaId, OptionalLong rowCount, OptionalLong size, Map<String, Column> columns)
{
    public Analysis
    {
        requireNonNull(rowCount, "rowCount is null");
        requireNonNull(size, "size is null");
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * @param fieldId a column of the same name with another id is another column
     * @param distinctCount without null
     * @param minimum as text, as a cast to STRING gives it
     * @param maximum as text, as a cast to STRING gives it
     * @param averageBytes of a value
     * @param maximumBytes of a value
     */
    public record Column(
            OptionalLong fieldId,
            OptionalLong distinctCount,
            Optional<String> minimum,
            Optional<String> maximum,
            OptionalLong nullCount,
            OptionalLong averageBytes,
            OptionalLong maximumBytes)
    {
        public Column
        {
            requireNonNull(fieldId, "fieldId is null");
            requireNonNull(distinctCount, "distinctCount is null");
            requireNonNull(minimum, "minimum is null");
            requireNonNull(maximum, "maximum is null");
            requireNonNull(nullCount, "nullCount is null");
            requireNonNull(averageBytes, "averageBytes is null");
            requireNonNull(maximumBytes, "maximumBytes is null");
        }
    }
}

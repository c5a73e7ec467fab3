package dev.varve.scan;

import dev.varve.json.JsonObject;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What ANALYZE found out about a table: the file that a snapshot names in {@code statistics/}.
 *
 * @param snapshotId the snapshot that was analysed
 * @param rowCount after merging
 * @param columns by column index
 */
record Analysis(long snapshotId, OptionalLong rowCount, Map<Integer, Column> columns)
{
    record Column(OptionalLong distinctCount, OptionalLong nullCount, OptionalLong averageBytes) {}

    /** Empty if the snapshot names no file, or the file is gone: it is a hint, nothing depends on it. */
    static Optional<Analysis> read(ScanTarget target, Snapshot snapshot)
            throws IOException
    {
        if (snapshot.statistics().isEmpty()) {
            return Optional.empty();
        }
        StoragePath path = target.table().child("statistics").file(snapshot.statistics().get());
        return target.storage().readIfPresent(path).map(json -> parse(JsonObject.parse(json, path.text()), target.schema().fields().fields()));
    }

    private static Analysis parse(JsonObject json, List<Field> fields)
    {
        Map<Integer, Column> columns = new HashMap<>();
        json.asObject("colStats").ifPresent(statistics -> {
            for (int i = 0; i < fields.size(); i++) {
                int index = i;
                Field field = fields.get(i);
                // A column of the same name that is not the same column has another id.
                statistics.asObject(field.name())
                        .filter(column -> column.optionalLong("colId").orElse(field.id()) == field.id())
                        .ifPresent(column -> columns.put(
                                index,
                                new Column(column.optionalLong("distinctCount"), column.optionalLong("nullCount"), column.optionalLong("avgLen"))));
            }
        });
        return new Analysis(json.requiredLong("snapshotId"), json.optionalLong("mergedRecordCount"), columns);
    }
}

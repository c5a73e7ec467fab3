package dev.varve.snapshot;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/** The analyses of a table, of which snapshots name one each: the files {@code statistics/stat-<uuid>-<n>}. */
public final class AnalysisLog
{
    private final Storage storage;
    private final StoragePath directory;

    private AnalysisLog(Storage storage, StoragePath directory)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    /**
     * @param table its directory, also for branches
     */
    public static AnalysisLog of(Storage storage, StoragePath table)
    {
        return new AnalysisLog(storage, table.child("statistics"));
    }

    /** Empty if the snapshot names no analysis, or its file is gone: nothing depends on it. */
    public Optional<Analysis> find(Snapshot snapshot)
            throws IOException
    {
        if (snapshot.statistics().isEmpty()) {
            return Optional.empty();
        }
        StoragePath path = directory.file(snapshot.statistics().get());
        return storage.readIfPresent(path).map(json -> parse(JsonObject.parse(json, path.text())));
    }

    /**
     * Writes an analysis to a new file.
     *
     * @param storage the one of this log
     * @return the name of the file
     */
    public String create(WritableStorage storage, Analysis analysis)
            throws IOException
    {
        String name = "stat-" + UUID.randomUUID() + "-0";
        storage.overwrite(directory.file(name), print(analysis));
        return name;
    }

    /** Removes an analysis; it is no error if there is none. */
    public void delete(WritableStorage storage, String name)
            throws IOException
    {
        storage.delete(directory.file(name));
    }

    private static Analysis parse(JsonObject json)
    {
        Map<String, Analysis.Column> columns = new LinkedHashMap<>();
        json.asObject("colStats").ifPresent(statistics -> {
            for (String name : statistics.keys()) {
                statistics.asObject(name).ifPresent(column -> columns.put(name, column(column)));
            }
        });
        return new Analysis(
                json.requiredLong("snapshotId"),
                json.requiredLong("schemaId"),
                json.optionalLong("mergedRecordCount"),
                json.optionalLong("mergedRecordSize"),
                columns);
    }

    private static Analysis.Column column(JsonObject column)
    {
        return new Analysis.Column(
                column.optionalLong("colId"),
                column.optionalLong("distinctCount"),
                column.optionalText("min"),
                column.optionalText("max"),
                column.optionalLong("nullCount"),
                column.optionalLong("avgLen"),
                column.optionalLong("maxLen"));
    }

    private static byte[] print(Analysis analysis)
    {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("snapshotId", analysis.snapshotId());
        document.put("schemaId", analysis.schemaId());
        put(document, "mergedRecordCount", analysis.rowCount());
        put(document, "mergedRecordSize", analysis.size());
        document.put("colStats", columns(analysis));
        return JsonText.print(document);
    }

    static Map<String, Object> columns(Analysis analysis)
    {
        Map<String, Object> columns = new LinkedHashMap<>();
        analysis.columns().forEach((name, column) -> columns.put(name, members(column)));
        return columns;
    }

    private static Map<String, Object> members(Analysis.Column column)
    {
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, "colId", column.fieldId());
        put(members, "distinctCount", column.distinctCount());
        column.minimum().ifPresent(value -> members.put("min", value));
        column.maximum().ifPresent(value -> members.put("max", value));
        put(members, "nullCount", column.nullCount());
        put(members, "avgLen", column.averageBytes());
        put(members, "maxLen", column.maximumBytes());
        return members;
    }

    private static void put(Map<String, Object> members, String key, OptionalLong value)
    {
        value.ifPresent(number -> members.put(key, number));
    }
}

package dev.varve.system;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.view.DataView;
import dev.varve.system.SystemTable.Definition;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The tables about one table, or about one branch of it: {@code table$<name>}. Their columns and values are those of Paimon 1.4.
 */
public final class SystemTables
{
    private static final Map<String, BiFunction<Table, ZoneId, Definition<?>>> OF_TABLES = new TreeMap<>(Map.of(
            "snapshots", SnapshotTables::snapshots,
            "schemas", SnapshotTables::schemas,
            "options", (table, zone) -> SnapshotTables.options(table),
            "tags", SnapshotTables::tags,
            "branches", SnapshotTables::branches,
            "consumers", (table, zone) -> SnapshotTables.consumers(table),
            "aggregation_fields", (table, zone) -> SnapshotTables.aggregationFields(table)));
    private static final Map<String, Function<TableState, Definition<?>>> OF_STATES = new TreeMap<>(Map.of(
            "files", FileTables::files,
            "file_key_ranges", FileTables::fileKeyRanges,
            "manifests", FileTables::manifests,
            "partitions", FileTables::partitions,
            "buckets", FileTables::buckets,
            "statistics", FileTables::statistics,
            "table_indexes", FileTables::tableIndexes));

    private SystemTables() {}

    /** The names of all, sorted. */
    public static List<String> names()
    {
        Set<String> names = new TreeSet<>(OF_TABLES.keySet());
        names.addAll(OF_STATES.keySet());
        return List.copyOf(names);
    }

    /** Whether there is a system table of that name. */
    public static boolean exists(String name)
    {
        return OF_TABLES.containsKey(name) || OF_STATES.containsKey(name);
    }

    /** Whether a system table tells of one state of its table, so that there is one for each snapshot. */
    public static boolean hasVersions(String name)
    {
        return OF_STATES.containsKey(name);
    }

    /**
     * The system table of that name, about the newest state of the table.
     *
     * @throws VarveException of kind NOT_FOUND, naming those that there are, if there is no such system table
     */
    public static SystemTable of(Table table, String name)
    {
        return of(table, name, Optional.empty(), ZoneId.systemDefault());
    }

    /**
     * The system table of that name.
     *
     * @param version the state of the table; only for those that {@link #hasVersions}
     * @param zone whose local times instants are shown as
     * @throws VarveException of kind NOT_FOUND, naming those that there are, if there is no such system table, or no such version;
     *         INVALID_REQUEST if a version is asked of one that has none
     */
    public static SystemTable of(Table table, String name, Optional<VersionSelector> version, ZoneId zone)
    {
        String fullName = table + "$" + name;
        if (DataView.named(name).isPresent()) {
            throw VarveException.invalid("Table '" + fullName + "' shows rows of the table, and is read as a view of it");
        }
        if (OF_TABLES.containsKey(name)) {
            if (version.isPresent()) {
                throw VarveException.invalid("Table '" + fullName + "' is about all versions of the table, so it has none itself");
            }
            return new SystemTable(fullName, OF_TABLES.get(name).apply(table, zone));
        }
        if (OF_STATES.containsKey(name)) {
            Optional<Snapshot> snapshot = table.snapshot(version.orElse(VersionSelector.LATEST));
            return new SystemTable(fullName, OF_STATES.get(name).apply(new TableState(table, table.latestSchema(), snapshot)));
        }
        throw VarveException.notFound("Table '" + fullName + "' does not exist: the tables about '" + table + "' are " +
                String.join(", ", names().stream().map(known -> "$" + known).toList()) + "; those that show its rows are " +
                String.join(", ", Arrays.stream(DataView.values()).map(DataView::toString).toList()));
    }
}

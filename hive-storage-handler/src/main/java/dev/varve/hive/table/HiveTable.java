package dev.varve.hive.table;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.hive.type.HiveColumn;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.StoragePath;
import org.apache.hadoop.conf.Configuration;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A table as a statement sees it. Hive knows the columns of a table before it knows which version a statement asks for. So all versions show
 * the columns of the newest schema, in which older files are read, unless the session asks for a version: then its own.
 */
public record HiveTable(TableVersion version, List<HiveColumn> columns)
{
    /** The formats of data files, and of manifests of old releases. */
    public static final DataFileFormats FORMATS = DefaultFormats.all();

    public HiveTable
    {
        requireNonNull(version, "version is null");
        columns = List.copyOf(columns);
    }

    /**
     * The columns only, which need no snapshot.
     *
     * @throws dev.varve.error.VarveException if there is no such table, or no such version
     */
    public static TableSchema schema(Configuration settings, TableName name)
    {
        AskedVersion asked = AskedVersion.of(settings);
        Table table = table(settings, name, asked.branch());
        return asked.inSession() ? table.version(asked.selector()).schema() : table.latestSchema();
    }

    /**
     * The version that the settings of a job ask for.
     *
     * @throws dev.varve.error.VarveException if there is no such table, or no such version, or it cannot be read
     */
    public static HiveTable of(Configuration settings, TableName name)
    {
        AskedVersion asked = AskedVersion.of(settings);
        Table table = table(settings, name, asked.branch());
        TableVersion version = table.version(asked.selector());
        if (!asked.inSession() && !asked.selector().equals(VersionSelector.LATEST)) {
            version = TableVersion.of(table, table.latestSchema(), version.snapshot());
        }
        return of(version, name);
    }

    /** The schema with which a split was planned, to read it. */
    public static HiveTable of(Configuration settings, TableName name, String branch, long schemaId)
    {
        Table table = table(settings, name, branch);
        Optional<Snapshot> none = Optional.empty();
        return of(TableVersion.of(table, table.schema(schemaId), none), name);
    }

    private static HiveTable of(TableVersion version, TableName name)
    {
        return new HiveTable(version, dataColumns(version.schema(), name));
    }

    /** The columns that come from the table, without those that Hive fills in from its partitions. */
    public static List<HiveColumn> dataColumns(TableSchema schema, TableName name)
    {
        return HiveColumn.of(schema.fields()).stream().filter(column -> !name.partitionColumns().contains(column.name())).toList();
    }

    private static Table table(Configuration settings, TableName name, String branch)
    {
        StoragePath location = StoragePath.of(name.location());
        return Table.open(HadoopStorage.of(settings, location), FORMATS, location, name.database(), name.name(), branch);
    }
}

package dev.varve.hive.table;

import dev.varve.Table;
import dev.varve.TableChanges;
import dev.varve.TableVersion;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.hive.type.HiveColumn;
import dev.varve.storage.StoragePath;
import dev.varve.system.SystemTable;
import dev.varve.system.SystemTables;
import dev.varve.type.RowType;
import org.apache.hadoop.conf.Configuration;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** What a statement reads. */
public sealed interface HiveRelation
        permits HiveTable, HiveRelation.Changes, HiveRelation.AboutTable
{
    RowType fields();

    /** What changed in a table, row by row, without telling how. */
    record Changes(TableChanges changes)
            implements HiveRelation
    {
        public Changes
        {
            requireNonNull(changes, "changes is null");
        }

        @Override
        public RowType fields()
        {
            return changes.schema().fields();
        }
    }

    /** A table about a table. */
    record AboutTable(SystemTable table)
            implements HiveRelation
    {
        public AboutTable
        {
            requireNonNull(table, "table is null");
        }

        @Override
        public RowType fields()
        {
            return table.type();
        }
    }

    /**
     * What the settings of a job ask for.
     *
     * @throws dev.varve.error.VarveException if there is no such table, or no such version, or it cannot be read
     */
    static HiveRelation of(Configuration settings, TableName name)
    {
        AskedRows asked = asked(settings, name);
        Table table = open(settings, name, asked.branch());
        if (asked.what() instanceof AskedRows.AboutTable about) {
            return new AboutTable(SystemTables.of(table, about.system(), about.version(), SessionZone.of(settings)));
        }
        if (asked.what() instanceof AskedRows.Changes changes) {
            return new Changes(table.changes(changes.selector(), changes.mode()));
        }
        AskedRows.State state = (AskedRows.State) asked.what();
        TableVersion version = table.version(state.selector());
        return new HiveTable(state.ownColumns() ? version : TableVersion.of(table, table.latestSchema(), version.snapshot()));
    }

    /**
     * The columns only, which are found with less reading.
     *
     * @throws dev.varve.error.VarveException if there is no such table, or no such version
     */
    static RowType fields(Configuration settings, TableName name)
    {
        AskedRows asked = asked(settings, name);
        Table table = open(settings, name, asked.branch());
        if (asked.what() instanceof AskedRows.AboutTable about) {
            return SystemTables.of(table, about.system(), about.version(), SessionZone.of(settings)).type();
        }
        return (asked.what() instanceof AskedRows.State state && state.ownColumns() ? table.version(state.selector()).schema() : table.latestSchema()).fields();
    }

    /** The columns of the fields that come from the table, without those that Hive fills in from its partitions. */
    static List<HiveColumn> dataColumns(RowType fields, TableName name)
    {
        return HiveColumn.of(fields).stream().filter(column -> !name.partitionColumns().contains(column.name())).toList();
    }

    private static AskedRows asked(Configuration settings, TableName name)
    {
        return AskedRows.of(settings, name.reference().map(Reference::parse).orElse(Reference.NONE));
    }

    /** A branch of a table. */
    static Table open(Configuration settings, TableName name, String branch)
    {
        StoragePath location = StoragePath.of(name.location());
        return Table.open(HadoopStorage.of(settings, location), HiveTable.FORMATS, location, name.database(), name.name(), branch);
    }
}

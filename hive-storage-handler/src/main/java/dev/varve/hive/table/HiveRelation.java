package dev.varve.hive.table;

import dev.varve.Table;
import dev.varve.TableChanges;
import dev.varve.TableVersion;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.hive.type.HiveColumn;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.ShownVersion;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.StoragePath;
import dev.varve.system.SystemTable;
import dev.varve.system.SystemTables;
import dev.varve.type.RowType;
import dev.varve.view.DataView;
import org.apache.hadoop.conf.Configuration;

import java.util.List;

import static java.util.Objects.requireNonNull;

/** What a statement reads. */
public sealed interface HiveRelation
        permits HiveTable, HiveRelation.View, HiveRelation.Changes, HiveRelation.AboutTable
{
    RowType fields();

    /** The rows of a state of a table, shown in another way. */
    record View(TableVersion version, DataView view)
            implements HiveRelation
    {
        public View
        {
            requireNonNull(version, "version is null");
            requireNonNull(view, "view is null");
        }

        @Override
        public RowType fields()
        {
            return view.schema(version.schema()).fields();
        }
    }

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
        if (asked.what() instanceof AskedRows.View view) {
            return new View(version(table, view.state()), view.view());
        }
        return new HiveTable(version(table, (AskedRows.State) asked.what()));
    }

    private static TableVersion version(Table table, AskedRows.State state)
    {
        TableVersion version = table.version(state.selector());
        if (state.equals(AskedRows.State.LATEST)) {
            VersionSelector shown = ShownVersion.of(version.schema());
            return shown instanceof VersionSelector.Latest ? version : table.version(shown).withSchema(version.schema());
        }
        return state.ownColumns() ? version : version.withSchema(table.latestSchema());
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
        if (asked.what() instanceof AskedRows.View view) {
            return view.view().schema(schema(table, view.state())).fields();
        }
        return (asked.what() instanceof AskedRows.State state ? schema(table, state) : table.latestSchema()).fields();
    }

    private static TableSchema schema(Table table, AskedRows.State state)
    {
        return state.ownColumns() ? table.version(state.selector()).schema() : table.latestSchema();
    }

    /** The columns of the fields that come from the table, without those that Hive fills in from its partitions. */
    static List<HiveColumn> dataColumns(RowType fields, TableName name)
    {
        return HiveColumn.of(fields).stream().filter(column -> !name.partitionColumns().contains(column.name())).toList();
    }

    /** Whether a statement asks for the newest rows of the table itself, which alone can be written. */
    static boolean isNewest(Configuration settings, TableName name)
    {
        AskedRows asked = asked(settings, name);
        return asked.branch().equals(BranchLog.MAIN) && asked.what().equals(AskedRows.State.LATEST);
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

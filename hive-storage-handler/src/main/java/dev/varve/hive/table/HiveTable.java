package dev.varve.hive.table;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.type.RowType;
import org.apache.hadoop.conf.Configuration;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** A state of a table. */
public record HiveTable(TableVersion version)
        implements HiveRelation
{
    /** The formats of data files, and of manifests of old releases. */
    public static final DataFileFormats FORMATS = DefaultFormats.all();

    public HiveTable
    {
        requireNonNull(version, "version is null");
    }

    @Override
    public RowType fields()
    {
        return version.schema().fields();
    }

    /** The schema with which a split was planned, to read it. */
    public static TableVersion planned(Configuration settings, TableName name, String branch, long schemaId)
    {
        Table table = HiveRelation.open(settings, name, branch);
        return TableVersion.of(table, table.schema(schemaId), Optional.empty());
    }
}

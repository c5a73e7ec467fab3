package dev.varve.hive.table;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.api.hive_metastoreConstants;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import static java.util.Objects.requireNonNull;

/**
 * Which table a scan is about: what Hive hands on from the metastore to those who read.
 *
 * @param location its directory
 * @param database and {@code name} are what messages call it
 * @param partitionColumns those that are partition columns in the metastore, too; Hive fills them in itself
 * @param reference what a statement says of the table with a third name, such as {@code snapshots} in {@code db.t.snapshots}
 */
public record TableName(String location, String database, String name, List<String> partitionColumns, Optional<String> reference)
{
    private static final String PAIMON_LOCATION = "paimon_location";
    private static final String PREFIX = "varve.table.";
    private static final String LOCATION = PREFIX + "location";
    private static final String DATABASE = PREFIX + "database";
    private static final String NAME = PREFIX + "name";
    private static final String PARTITION_COLUMNS = PREFIX + "partition-columns";
    private static final String REFERENCE = PREFIX + "reference";
    /** What Hive calls the third name. */
    private static final String META_TABLE = "metaTable";

    public TableName
    {
        requireNonNull(location, "location is null");
        requireNonNull(database, "database is null");
        requireNonNull(name, "name is null");
        partitionColumns = List.copyOf(partitionColumns);
        requireNonNull(reference, "reference is null");
    }

    /** The table that those properties of the metastore describe; empty if they do not tell where it is. */
    public static Optional<TableName> of(Properties properties)
    {
        String location = properties.getProperty(PAIMON_LOCATION);
        if (location == null) {
            location = properties.getProperty(hive_metastoreConstants.META_TABLE_LOCATION);
        }
        if (location == null || location.isBlank()) {
            return Optional.empty();
        }
        String fullName = properties.getProperty(hive_metastoreConstants.META_TABLE_NAME, "");
        int dot = fullName.indexOf('.');
        String database = properties.getProperty(hive_metastoreConstants.META_TABLE_DB, dot < 0 ? "default" : fullName.substring(0, dot));
        List<String> partitionColumns = List.of();
        String keys = properties.getProperty(hive_metastoreConstants.META_TABLE_PARTITION_COLUMNS);
        if (keys != null && !keys.isBlank()) {
            partitionColumns = List.of(keys.trim().toLowerCase(Locale.ROOT).split("/"));
        }
        return Optional.of(new TableName(
                tableDirectory(location, partitionColumns),
                database,
                fullName.substring(dot + 1),
                partitionColumns,
                Optional.ofNullable(properties.getProperty(META_TABLE))));
    }

    /** Properties of a partition have its own directory as location. */
    private static String tableDirectory(String location, List<String> partitionColumns)
    {
        if (partitionColumns.isEmpty()) {
            return location;
        }
        int partition = location.toLowerCase(Locale.ROOT).indexOf("/" + partitionColumns.get(0) + "=");
        return partition < 0 ? location : location.substring(0, partition);
    }

    /** Writes the table into the settings of a job. */
    public void store(Map<String, String> job)
    {
        job.put(LOCATION, location);
        job.put(DATABASE, database);
        job.put(NAME, name);
        job.put(PARTITION_COLUMNS, String.join("/", partitionColumns));
        reference.ifPresent(text -> job.put(REFERENCE, text));
    }

    public TableName withReference(Optional<String> reference)
    {
        return new TableName(location, database, name, partitionColumns, reference);
    }

    /**
     * The table that was stored in the settings of a job.
     *
     * @throws IllegalStateException if there is none
     */
    public static TableName of(Configuration job)
    {
        String location = job.get(LOCATION);
        if (location == null) {
            throw new IllegalStateException("The job does not say which table it reads: " + LOCATION + " is not set");
        }
        List<String> partitionColumns = new ArrayList<>();
        for (String column : job.get(PARTITION_COLUMNS, "").split("/")) {
            if (!column.isEmpty()) {
                partitionColumns.add(column);
            }
        }
        return new TableName(location, job.get(DATABASE), job.get(NAME), partitionColumns, Optional.ofNullable(job.get(REFERENCE)));
    }

    @Override
    public String toString()
    {
        return database + "." + name;
    }
}

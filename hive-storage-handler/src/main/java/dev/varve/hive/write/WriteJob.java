package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.TableName;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.ql.plan.FileSinkDesc;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * One statement's rows for one table. The session plans it; tasks and the session find it in the properties of the table, which are part of the plan.
 *
 * @param id no other job has it, also of the same statement; who commits is named after it
 * @param whole whether the plan says the following; otherwise tasks write as if rows were added
 * @param overwrite whether the rows replace others
 * @param partition the values that the statement says for leading partition columns of the metastore, as a path such as {@code dt=2024-01-31}; empty if it says none
 */
public record WriteJob(TableName table, String id, boolean whole, boolean overwrite, String partition)
{
    private static final String PREFIX = "varve.write.";
    private static final String ID = PREFIX + "id";
    private static final String OVERWRITE = PREFIX + "overwrite";
    private static final String PARTITION = PREFIX + "partition";
    private static final String STAGING = ".hive-write";

    public WriteJob
    {
        requireNonNull(table, "table is null");
        requireNonNull(id, "id is null");
        requireNonNull(partition, "partition is null");
    }

    /**
     * Plans a job, and leaves word of it in the plan.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the session or the statement asks for a state of the table that cannot be written
     */
    public static void plan(Configuration settings, FileSinkDesc sink)
    {
        Properties properties = sink.getTableInfo().getProperties();
        if (sink.isCTASorCM()) {
            throw VarveException.unsupported("CREATE TABLE AS SELECT is not supported: create the table, then INSERT INTO it");
        }
        TableName table = TableName.of(properties).orElseThrow(() -> VarveException.invalid("Table '" + sink.getTableInfo().getTableName() + "' has no location"));
        if (sink.getTable() != null && sink.getTable().getSnapshotRef() != null || table.reference().isPresent() || !HiveRelation.isNewest(settings, table)) {
            throw VarveException.unsupported("Only the newest state of table '" + table + "' can be written: write to the table itself, and unset paimon.branch and settings of paimon.scan with =NULL");
        }
        properties.setProperty(ID, UUID.randomUUID().toString());
        properties.setProperty(OVERWRITE, Boolean.toString(sink.getInsertOverwrite()));
        String directory = sink.getDirName() == null ? "" : sink.getDirName().toString();
        properties.setProperty(PARTITION, partition(table, directory));
    }

    /**
     * Plans a job of which nothing but the table is known, unless there is one. Hive tells only of one table of a statement that writes several what is to be
     * done to it.
     */
    public static void planIfAbsent(Properties properties)
    {
        if (properties.getProperty(ID) == null) {
            properties.setProperty(ID, UUID.randomUUID().toString());
        }
    }

    /** The job that was planned. */
    public static Optional<WriteJob> of(Properties properties)
    {
        String id = properties.getProperty(ID);
        return id == null ? Optional.empty() : TableName.of(properties).map(table -> new WriteJob(
                table,
                id,
                properties.getProperty(OVERWRITE) != null,
                Boolean.parseBoolean(properties.getProperty(OVERWRITE)),
                properties.getProperty(PARTITION, "")));
    }

    /** The same, to replace rows. */
    public WriteJob overwriting()
    {
        return new WriteJob(table, id, whole, true, partition);
    }

    /** The values in a path below the directory of the table. */
    static String partition(TableName table, String directory)
    {
        if (table.partitionColumns().isEmpty()) {
            return "";
        }
        int first = directory.toLowerCase(Locale.ROOT).lastIndexOf("/" + table.partitionColumns().get(0) + "=");
        return first < 0 ? "" : directory.substring(first + 1);
    }

    /** Who commits. A statement that is run again has another query id. */
    String user(Configuration settings)
    {
        return "hive-" + HiveConf.getVar(settings, HiveConf.ConfVars.HIVE_QUERY_ID) + "-" + id;
    }

    /** Where tasks leave word of what they wrote. It goes away with the job; it is in no way part of the table. */
    StoragePath staging(Configuration settings)
    {
        return stagingRoot(table).child(user(settings));
    }

    /** Where the directories of all jobs are. */
    static StoragePath stagingRoot(TableName table)
    {
        return StoragePath.of(table.location()).child(STAGING);
    }

    WritableStorage storage(Configuration settings)
    {
        return HadoopStorage.of(settings, StoragePath.of(table.location()));
    }

    Table open(Configuration settings)
    {
        return HiveRelation.open(settings, table, BranchLog.MAIN);
    }
}

package dev.varve.hms.thrift;

import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveDatabase;
import dev.varve.hms.HiveFormat;
import dev.varve.hms.HivePartition;
import dev.varve.hms.HiveTable;
import io.trino.hive.thrift.metastore.Database;
import io.trino.hive.thrift.metastore.FieldSchema;
import io.trino.hive.thrift.metastore.Partition;
import io.trino.hive.thrift.metastore.PrincipalType;
import io.trino.hive.thrift.metastore.SerDeInfo;
import io.trino.hive.thrift.metastore.StorageDescriptor;
import io.trino.hive.thrift.metastore.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of the seam in the words of the protocol, and back. Thrift leaves out what is null. */
final class ThriftObjects
{
    private ThriftObjects() {}

    static HiveDatabase database(Database database)
    {
        return new HiveDatabase(
                database.getName(),
                text(database.getDescription()),
                text(database.getLocationUri()),
                text(database.getOwnerName()),
                map(database.getParameters()));
    }

    static Database thriftDatabase(HiveDatabase database)
    {
        Database result = new Database(
                database.name(),
                database.comment().orElse(null),
                database.location().orElse(null),
                new HashMap<>(database.parameters()));
        database.owner().ifPresent(owner -> result.setOwnerName(owner).setOwnerType(PrincipalType.USER));
        return result;
    }

    static HiveTable table(Table table)
    {
        StorageDescriptor storage = table.getSd() == null ? new StorageDescriptor() : table.getSd();
        SerDeInfo serialization = storage.getSerdeInfo();
        return new HiveTable(
                table.getDbName(),
                table.getTableName(),
                text(table.getTableType()).orElse(HiveTable.MANAGED),
                text(table.getOwner()),
                columns(storage.getCols()),
                columns(table.getPartitionKeys()),
                new HiveFormat(
                        text(storage.getInputFormat()).orElse(""),
                        text(storage.getOutputFormat()).orElse(""),
                        text(serialization == null ? null : serialization.getSerializationLib()).orElse("")),
                text(storage.getLocation()),
                map(table.getParameters()));
    }

    /** A table that is new to the metastore. */
    static Table thriftTable(HiveTable table, int nowSeconds)
    {
        StorageDescriptor storage = new StorageDescriptor();
        storage.setNumBuckets(0);
        storage.setBucketCols(new ArrayList<>());
        storage.setSortCols(new ArrayList<>());
        storage.setParameters(new HashMap<>());
        storage.setSerdeInfo(new SerDeInfo(null, null, new HashMap<>()));
        Table result = new Table();
        result.setSd(storage);
        result.setCreateTime(nowSeconds);
        result.setLastAccessTime(nowSeconds);
        result.setRetention(Integer.MAX_VALUE);
        return changed(result, table);
    }

    /** Puts what the seam tells of a table over what the metastore has. */
    static Table changed(Table current, HiveTable table)
    {
        current.setDbName(table.database());
        current.setTableName(table.name());
        current.setTableType(table.type());
        current.setOwner(table.owner().orElse(null));
        current.setPartitionKeys(fields(table.partitionKeys()));
        current.setParameters(new HashMap<>(table.parameters()));
        StorageDescriptor storage = current.getSd();
        storage.setCols(fields(table.columns()));
        storage.setLocation(table.location().orElse(null));
        storage.setInputFormat(table.format().inputFormat());
        storage.setOutputFormat(table.format().outputFormat());
        storage.getSerdeInfo().setSerializationLib(table.format().serialization());
        return current;
    }

    static HivePartition partition(Partition partition)
    {
        return new HivePartition(partition.getValues(), text(partition.getSd().getLocation()).orElse(""), map(partition.getParameters()));
    }

    /** A partition with the columns and formats of its table. */
    static Partition thriftPartition(Table table, HivePartition partition, int nowSeconds)
    {
        StorageDescriptor storage = new StorageDescriptor(table.getSd());
        storage.setLocation(partition.location());
        return new Partition(
                new ArrayList<>(partition.values()),
                table.getDbName(),
                table.getTableName(),
                nowSeconds,
                nowSeconds,
                storage,
                new HashMap<>(partition.parameters()));
    }

    private static List<HiveColumn> columns(List<FieldSchema> fields)
    {
        return fields == null
                ? List.of()
                : fields.stream().map(field -> new HiveColumn(field.getName(), field.getType(), text(field.getComment()))).toList();
    }

    private static List<FieldSchema> fields(List<HiveColumn> columns)
    {
        return new ArrayList<>(columns.stream().map(column -> new FieldSchema(column.name(), column.type(), column.comment().orElse(null))).toList());
    }

    private static Map<String, String> map(Map<String, String> parameters)
    {
        Map<String, String> result = new HashMap<>();
        if (parameters != null) {
            parameters.forEach((key, value) -> result.put(key, value == null ? "" : value));
        }
        return result;
    }

    private static Optional<String> text(String text)
    {
        return Optional.ofNullable(text);
    }
}

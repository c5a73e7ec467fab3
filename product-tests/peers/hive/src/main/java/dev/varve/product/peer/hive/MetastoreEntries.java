package dev.varve.product.peer.hive;

import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.Partition;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.thrift.TException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a metastore tells of a table, as Hive's own client hears it: fields of the protocol and their values as text. */
final class MetastoreEntries
{
    private static final short ALL = -1;

    private final HiveMetaStoreClient client;

    MetastoreEntries(HiveMetaStoreClient client)
    {
        this.client = client;
    }

    List<List<Object>> table(String database, String name)
            throws TException
    {
        Table table = client.getTable(database, name);
        Map<String, String> fields = new TreeMap<>();
        fields.put("dbName", table.getDbName());
        fields.put("tableName", table.getTableName());
        fields.put("owner", table.getOwner());
        fields.put("ownerType", String.valueOf(table.getOwnerType()));
        fields.put("tableType", table.getTableType());
        fields.put("retention", String.valueOf(table.getRetention()));
        fields.put("viewText", table.getViewOriginalText() + "/" + table.getViewExpandedText());
        putColumns(fields, "partitionKeys", table.getPartitionKeys());
        putParameters(fields, "parameters", table.getParameters());
        putStorage(fields, table.getSd());
        return rows(fields);
    }

    /** One after the other, each with its values before its fields. */
    List<List<Object>> partitions(String database, String name)
            throws TException
    {
        List<Partition> partitions = new ArrayList<>(client.listPartitions(database, name, ALL));
        partitions.sort(Comparator.comparing(partition -> partition.getValues().toString()));
        List<List<Object>> rows = new ArrayList<>();
        for (Partition partition : partitions) {
            Map<String, String> fields = new TreeMap<>();
            putParameters(fields, "parameters", partition.getParameters());
            putStorage(fields, partition.getSd());
            fields.forEach((key, value) -> rows.add(HivePeer.row(partition.getValues() + " " + key, value)));
        }
        return rows;
    }

    private static void putStorage(Map<String, String> fields, StorageDescriptor storage)
    {
        putColumns(fields, "sd.cols", storage.getCols());
        putParameters(fields, "sd.parameters", storage.getParameters());
        fields.put("sd.location", storage.getLocation());
        fields.put("sd.inputFormat", storage.getInputFormat());
        fields.put("sd.outputFormat", storage.getOutputFormat());
        fields.put("sd.compressed", String.valueOf(storage.isCompressed()));
        fields.put("sd.storedAsSubDirectories", String.valueOf(storage.isStoredAsSubDirectories()));
        fields.put("sd.buckets", storage.getNumBuckets() + " " + storage.getBucketCols() + " " + storage.getSortCols() + " " + storage.getSkewedInfo());
        fields.put("sd.serde.name", storage.getSerdeInfo().getName());
        fields.put("sd.serde.library", storage.getSerdeInfo().getSerializationLib());
        putParameters(fields, "sd.serde.parameters", storage.getSerdeInfo().getParameters());
    }

    private static void putColumns(Map<String, String> fields, String name, List<FieldSchema> columns)
    {
        for (int i = 0; i < columns.size(); i++) {
            FieldSchema column = columns.get(i);
            fields.put("%s.%03d".formatted(name, i), column.getName() + " " + column.getType() + " " + column.getComment());
        }
    }

    private static void putParameters(Map<String, String> fields, String name, Map<String, String> parameters)
    {
        if (parameters == null) {
            fields.put(name, "null");
        }
        else {
            parameters.forEach((key, value) -> fields.put(name + "." + key, value));
        }
    }

    private static List<List<Object>> rows(Map<String, String> fields)
    {
        List<List<Object>> rows = new ArrayList<>();
        fields.forEach((key, value) -> rows.add(HivePeer.row(key, value)));
        return rows;
    }
}

package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.hive.table.TableName;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import dev.varve.write.commit.CommitListener;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.IMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.Partition;
import org.apache.hadoop.hive.ql.metadata.Hive;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.thrift.TException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Makes partitions that got their first rows known to the metastore, if it partitions the table, as Paimon does after a commit. */
public final class PartitionRegistration
        implements CommitListener
{
    private static final int BATCH = 300;

    private final HiveConf settings;
    private final TableName name;

    private PartitionRegistration(HiveConf settings, TableName name)
    {
        this.settings = requireNonNull(settings, "settings is null");
        this.name = requireNonNull(name, "name is null");
    }

    public static PartitionRegistration of(HiveConf settings, TableName name)
    {
        return new PartitionRegistration(settings, name);
    }

    @Override
    public void committed(Table table, Snapshot snapshot, List<ManifestEntry> changes)
            throws IOException
    {
        TableSchema schema = table.latestSchema();
        if (name.partitionColumns().isEmpty() || schema.partitionKeys().isEmpty()) {
            return;
        }
        List<BinaryRow> added = changes.stream().filter(entry -> entry.kind() == FileKind.ADD).map(ManifestEntry::partition).distinct().toList();
        try {
            register(table, schema, added);
        }
        catch (HiveException | TException e) {
            throw new IOException("The metastore was not told of partitions of table '" + name + "' in snapshot " + snapshot.id() + ": " + e.getMessage(), e);
        }
    }

    private void register(Table table, TableSchema schema, List<BinaryRow> added)
            throws HiveException, TException
    {
        IMetaStoreClient metastore = Hive.get(settings).getMSC();
        org.apache.hadoop.hive.metastore.api.Table registered = metastore.getTable(name.database(), name.name());
        List<Partition> partitions = added.stream().map(partition -> partition(table, schema, registered, partition)).toList();
        for (int from = 0; from < partitions.size(); from += BATCH) {
            metastore.add_partitions(new ArrayList<>(partitions.subList(from, Math.min(from + BATCH, partitions.size()))), true, false);
        }
    }

    private Partition partition(Table table, TableSchema schema, org.apache.hadoop.hive.metastore.api.Table registered, BinaryRow partition)
    {
        FileLayout layout = TableOptions.of(schema).layout();
        PartitionPath path = new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames());
        StoragePath data = layout.dataDirectory().map(table.location()::child).orElse(table.location());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < path.keys().size(); i++) {
            Field key = path.keys().get(i);
            values.add(path.valueText(key.type(), partition.value(i, key.type())));
        }
        int now = (int) (System.currentTimeMillis() / 1000);
        Partition added = new Partition(values, name.database(), name.name(), now, now, registered.getSd().deepCopy(), new HashMap<>());
        added.getSd().setLocation(data.child(path.of(partition)).text());
        return added;
    }
}

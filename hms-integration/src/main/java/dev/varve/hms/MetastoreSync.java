package dev.varve.hms;

import dev.varve.Table;
import dev.varve.hms.MetastoreException.Reason;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.PartitionTotals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Tells the metastore of commits: new partitions and what they hold, partitions that have become empty, tags that are partitions, and
 * columns, comments and options that it does not have yet. Everything is computed from the table as it is, so that doing it twice, or after a
 * later commit, does no harm, and a commit makes good what an earlier one failed to tell. Safe for use by several threads.
 */
public final class MetastoreSync
        implements CommitListener
{
    private static final int BATCH = 300;

    private final MetastoreClient metastore;
    private final CatalogSettings settings;

    private MetastoreSync(MetastoreClient metastore, CatalogSettings settings)
    {
        this.metastore = requireNonNull(metastore, "metastore is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    public static MetastoreSync of(MetastoreClient metastore, CatalogSettings settings)
    {
        return new MetastoreSync(metastore, settings);
    }

    /** @throws IOException if the metastore does not know yet what it should; another commit or {@link CatalogSync} makes it good */
    @Override
    public void committed(Table table, Snapshot snapshot, List<ManifestEntry> changes)
            throws IOException
    {
        try {
            sync(table, changes);
        }
        catch (MetastoreException e) {
            throw new MetastoreException(e.reason(), "the Hive Metastore was not told of snapshot " + snapshot.id() + " of table '" + table +
                    "': " + e.getMessage() + ". The next commit or './varve sync' does it", e);
        }
    }

    private void sync(Table table, List<ManifestEntry> changes)
            throws IOException
    {
        HiveTable registered = metastore.table(table.database(), table.name()).filter(HiveTable::isPaimon).orElseThrow(() ->
                new MetastoreException(Reason.NOT_FOUND, "it does not know the table any more", null));
        boolean main = table.branch().equals(BranchLog.MAIN);
        TableSchema schema = main ? table.latestSchema() : table.branch(BranchLog.MAIN).latestSchema();
        if (main) {
            updateTable(registered, schema, Set.of());
            tags(table, schema, registered);
        }
        if (TableRegistration.isPartitioned(schema) && !registered.partitionKeys().isEmpty()) {
            partitions(table, schema, registered, changes);
        }
    }

    /**
     * Brings columns, comments and parameters of a table up to date.
     *
     * @param removed options that were removed from the schema just now
     */
    void updateTable(HiveTable registered, TableSchema schema, Set<String> removed)
            throws IOException
    {
        TableComparison comparison = TableComparison.of(registered, expected(registered, schema), removed);
        if (!comparison.differences().isEmpty()) {
            metastore.alterTable(registered.database(), registered.name(), comparison.repaired());
        }
    }

    /** How the metastore should know a table that it knows. */
    HiveTable expected(HiveTable registered, TableSchema schema)
    {
        String location = registered.tableLocation().orElse("");
        return TableRegistration.of(registered.database(), registered.name(), location, !registered.isManaged(), schema, settings);
    }

    private void partitions(Table table, TableSchema schema, HiveTable registered, List<ManifestEntry> changes)
            throws IOException
    {
        Set<BinaryRow> touched = changes.stream().map(ManifestEntry::partition).collect(Collectors.toSet());
        Optional<Snapshot> latest = table.snapshots().latest();
        if (touched.isEmpty() || latest.isEmpty()) {
            return;
        }
        MetastorePartitions partitions = MetastorePartitions.of(table, schema, registered);
        Map<BinaryRow, PartitionTotals> totals = PartitionTotals.of(table, latest.get(), touched);
        addMissing(registered, changes.stream()
                .filter(entry -> entry.kind() == FileKind.ADD && totals.containsKey(entry.partition()))
                .map(ManifestEntry::partition)
                .distinct()
                .map(partitions::partition)
                .toList());
        if (table.branch().equals(BranchLog.MAIN)) {
            updateTotals(registered, partitions, totals);
            if (table.branches().names().isEmpty()) {
                touched.removeAll(totals.keySet());
                metastore.dropPartitions(registered, touched.stream().map(partitions::values).toList());
            }
        }
    }

    void addMissing(HiveTable registered, List<HivePartition> partitions)
            throws IOException
    {
        for (int from = 0; from < partitions.size(); from += BATCH) {
            metastore.addPartitions(registered, partitions.subList(from, Math.min(from + BATCH, partitions.size())));
        }
    }

    private void updateTotals(HiveTable registered, MetastorePartitions partitions, Map<BinaryRow, PartitionTotals> totals)
            throws IOException
    {
        Map<List<String>, PartitionTotals> byValues = new HashMap<>();
        totals.forEach((partition, value) -> byValues.put(partitions.values(partition), value));
        List<HivePartition> changed = new ArrayList<>();
        for (HivePartition known : metastore.partitions(registered, byValues.keySet())) {
            PartitionTotals expected = byValues.get(known.values());
            if (!MetastorePartitions.hasTotals(known, expected)) {
                changed.add(MetastorePartitions.withTotals(known, expected));
            }
        }
        if (!changed.isEmpty()) {
            metastore.alterPartitions(registered, changed);
        }
    }

    /** Makes the tags of a table its partitions, no more and no fewer, if the table wants that. See {@link TagPartitions}. */
    public void tags(Table table, TableSchema schema, HiveTable registered)
            throws IOException
    {
        Optional<String> field = TableRegistration.tagField(schema);
        if (field.isEmpty() || registered.partitionKeys().isEmpty()) {
            return;
        }
        // First what is registered: a tag that another one creates meanwhile does not cease to be a partition.
        Map<List<String>, HivePartition> known = new HashMap<>();
        metastore.partitions(registered.database(), registered.name()).forEach(partition -> known.put(partition.values(), partition));
        TagPartitions tags = TagPartitions.of(table, schema, registered, field.get());
        List<HivePartition> missing = new ArrayList<>();
        for (HivePartition partition : tags.expected()) {
            if (known.remove(partition.values()) == null) {
                missing.add(partition);
            }
        }
        addMissing(registered, missing);
        metastore.dropPartitions(registered, known.values().stream().filter(partition -> !tags.mayStay(partition)).map(HivePartition::values).toList());
    }

    /** The same after tags were created or deleted without a commit. */
    public void tagsChanged(Table table)
            throws IOException
    {
        Optional<HiveTable> registered = metastore.table(table.database(), table.name()).filter(HiveTable::isPaimon);
        if (registered.isPresent() && table.branch().equals(BranchLog.MAIN)) {
            tags(table, table.latestSchema(), registered.get());
        }
    }
}

package dev.varve.hms;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.write.commit.PartitionTotals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * Compares what the metastore knows with the tables as they are, and makes it know them. Tables, partitions and columns that it does not know, and
 * statistics that are wrong, are repaired; what it knows and what is not there is only told, because it may be the store that is
 * wrong, unless partitions are to be forgotten. Can be repeated at any time.
 */
public final class CatalogSync
{
    private final HiveMetastoreCatalog catalog;
    private final boolean dryRun;
    private final boolean forgetting;
    private final Consumer<Difference> differences;

    private CatalogSync(HiveMetastoreCatalog catalog, boolean dryRun, boolean forgetting, Consumer<Difference> differences)
    {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.dryRun = dryRun;
        this.forgetting = forgetting;
        this.differences = requireNonNull(differences, "differences is null");
    }

    /**
     * @param dryRun whether nothing is repaired
     * @param differences is told of each difference, after it was repaired
     */
    public static CatalogSync of(HiveMetastoreCatalog catalog, boolean dryRun, Consumer<Difference> differences)
    {
        return new CatalogSync(catalog, dryRun, false, differences);
    }

    /** The same, but the metastore forgets partitions that have no files, and those of tags that are not there. Data is not touched. */
    public CatalogSync forgettingPartitions()
    {
        return new CatalogSync(catalog, dryRun, true, differences);
    }

    /**
     * Something that the metastore does not know, or that is not as it knows it.
     *
     * @param subject a table
     * @param repairable whether it was repaired, or can be
     */
    public record Difference(String subject, String text, boolean repairable)
    {
        public Difference
        {
            requireNonNull(subject, "subject is null");
            requireNonNull(text, "text is null");
        }
    }

    /** All databases, or one. */
    public void run(Optional<String> database)
    {
        for (String name : catalog.databases(database)) {
            database(name);
        }
    }

    /** @throws VarveException of kind NOT_FOUND if there is no such table, neither in the metastore nor in the directory of the database */
    public void run(String database, String table)
    {
        String databaseName = catalog.databases(Optional.of(database)).get(0);
        String name = table.toLowerCase(Locale.ROOT);
        attempt(databaseName + "." + name, () -> {
            Optional<HiveTable> registered = catalog.metastore().table(databaseName, name);
            if (registered.isPresent()) {
                catalog.registered(databaseName, name);
                table(registered.get());
                return;
            }
            Optional<StoragePath> location = directory(databaseName).map(directory -> directory.file(name));
            if (location.isEmpty() || !unregistered(databaseName, name, location.get())) {
                throw VarveException.notFound("Table '" + databaseName + "." + name + "' does not exist: the Hive Metastore does not know it, and in " +
                        location.map(StoragePath::text).orElse("no directory") + " is no schema");
            }
        });
    }

    private void database(String database)
    {
        attempt("database " + database, () -> {
            Map<String, String> places = compareRegistered(database);
            Optional<StoragePath> directory = directory(database);
            if (directory.isEmpty()) {
                return;
            }
            Set<String> taken = new HashSet<>(places.values());
            for (StorageEntry entry : catalog.storage().directories(directory.get())) {
                String name = entry.path().name();
                if (taken.contains(Locations.comparable(entry.path().text()))) {
                    continue;
                }
                if (places.containsKey(name)) {
                    reportUnregistrable(database, name, entry.path(), "the Hive Metastore knows another table of that name, in " + places.get(name));
                }
                else {
                    compare(database + "." + name, () -> unregistered(database, name, entry.path()));
                }
            }
        });
    }

    /** All tables and views of a database, with where they lie. */
    private Map<String, String> compareRegistered(String database)
            throws IOException
    {
        Map<String, String> places = new TreeMap<>();
        new MetastoreLookup(catalog.metastore()).forEach(database, table -> {
            places.put(table.name(), table.tableLocation().map(Locations::comparable).orElse("no place"));
            if (table.isPaimon()) {
                compare(table.toString(), () -> table(table));
            }
        });
        return places;
    }

    /** One that is damaged does not keep the others from being compared; one that cannot be reached ends it. */
    private void compare(String table, Step step)
    {
        try {
            attempt(table, step);
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.STORAGE_FAILURE || e.kind() == VarveException.Kind.METASTORE_FAILURE) {
                throw e;
            }
            differences.accept(new Difference(table, "it cannot be compared: " + e.getMessage(), false));
        }
    }

    private void reportUnregistrable(String database, String name, StoragePath location, String reason)
            throws IOException
    {
        if (SchemaLog.of(catalog.storage(), location).latest().isPresent()) {
            differences.accept(new Difference(database + "." + name, "table in " + location + " cannot be registered: " + reason, false));
        }
    }

    private Optional<StoragePath> directory(String database)
            throws IOException
    {
        return catalog.metastore().database(database).flatMap(Locations::of);
    }

    /** Registers a directory, if it is a table. */
    private boolean unregistered(String database, String name, StoragePath location)
            throws IOException
    {
        Optional<TableSchema> schema = SchemaLog.of(catalog.storage(), location).latest();
        if (schema.isEmpty()) {
            return false;
        }
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            reportUnregistrable(database, name, location, "a Hive Metastore has names in lower case");
            return true;
        }
        HiveTable table = TableRegistration.of(database, name, location.text(), catalog.settings().external(), schema.get(), catalog.settings());
        if (!dryRun) {
            catalog.metastore().createTable(table);
        }
        differences.accept(new Difference(table.toString(), "table in " + location + " was not registered", true));
        if (!dryRun) {
            partitions(open(table), schema.get(), table);
        }
        return true;
    }

    private Table open(HiveTable table)
    {
        return Table.open(catalog.storage(), catalog.formats(), Locations.of(table), table.database(), table.name(), BranchLog.MAIN);
    }

    private void table(HiveTable registered)
            throws IOException
    {
        StoragePath location = Locations.of(registered);
        Optional<TableSchema> schema = SchemaLog.of(catalog.storage(), location).latest();
        if (schema.isEmpty()) {
            differences.accept(new Difference(registered.toString(), "is registered, but there is no schema in " + location, false));
            return;
        }
        MetastoreSync sync = MetastoreSync.of(catalog.metastore(), catalog.settings());
        TableComparison comparison = TableComparison.of(registered, sync.expected(registered, schema.get()), Set.of());
        if (!comparison.differences().isEmpty() && !dryRun) {
            catalog.metastore().alterTable(registered.database(), registered.name(), comparison.repaired());
        }
        comparison.differences().forEach(text -> differences.accept(new Difference(registered.toString(), text, true)));
        comparison.beyondRepair().forEach(text -> differences.accept(new Difference(registered.toString(), text, false)));
        if (comparison.beyondRepair().isEmpty()) {
            partitions(open(registered), schema.get(), registered);
        }
    }

    private void partitions(Table table, TableSchema schema, HiveTable registered)
            throws IOException
    {
        if (TableRegistration.tagField(schema).isPresent()) {
            tags(table, schema, registered);
        }
        else if (TableRegistration.isPartitioned(schema)) {
            dataPartitions(table, schema, registered);
        }
    }

    private void tags(Table table, TableSchema schema, HiveTable registered)
            throws IOException
    {
        // First what is registered: what others create meanwhile is not taken for superfluous.
        Map<List<String>, HivePartition> known = known(registered);
        TagPartitions tags = TagPartitions.of(table, schema, registered, TableRegistration.tagField(schema).orElseThrow());
        List<HivePartition> missing = new ArrayList<>();
        for (HivePartition partition : tags.expected()) {
            if (known.remove(partition.values()) == null) {
                missing.add(partition);
            }
        }
        addMissing(registered, missing);
        known.values().removeIf(tags::mayStay);
        superfluous(registered, known.keySet(), values -> "partition of tag " + values.get(0) + " is registered, but there is no such tag");
    }

    private void superfluous(HiveTable registered, Set<List<String>> partitions, Function<List<String>, String> text)
            throws IOException
    {
        if (forgetting && !dryRun && !partitions.isEmpty()) {
            catalog.metastore().dropPartitions(registered, partitions);
        }
        partitions.stream().map(text).sorted().forEach(told -> differences.accept(new Difference(registered.toString(), told, forgetting)));
    }

    private Map<List<String>, HivePartition> known(HiveTable registered)
            throws IOException
    {
        Map<List<String>, HivePartition> known = new HashMap<>();
        catalog.metastore().partitions(registered.database(), registered.name()).forEach(partition -> known.put(partition.values(), partition));
        return known;
    }

    private void dataPartitions(Table table, TableSchema schema, HiveTable registered)
            throws IOException
    {
        // First what is registered: what others create meanwhile is not taken for superfluous.
        Map<List<String>, HivePartition> known = known(registered);
        Optional<Snapshot> latest = table.snapshots().latest();
        Map<BinaryRow, PartitionTotals> totals = latest.isPresent() ? PartitionTotals.of(table, latest.get()) : Map.of();

        MetastorePartitions partitions = MetastorePartitions.of(table, schema, registered);
        List<HivePartition> missing = new ArrayList<>();
        List<HivePartition> wrong = new ArrayList<>();
        for (Map.Entry<BinaryRow, PartitionTotals> entry : totals.entrySet()) {
            HivePartition expected = partitions.partition(entry.getKey());
            HivePartition present = known.remove(expected.values());
            if (present == null) {
                missing.add(MetastorePartitions.withTotals(expected, entry.getValue()));
            }
            else if (!Locations.same(present.location(), expected.location()) || !MetastorePartitions.hasTotals(present, entry.getValue())) {
                wrong.add(MetastorePartitions.withTotals(new HivePartition(present.values(), expected.location(), present.parameters()), entry.getValue()));
            }
        }
        addMissing(registered, missing);
        if (!wrong.isEmpty() && !dryRun) {
            catalog.metastore().alterPartitions(registered, wrong);
        }
        wrong.forEach(partition -> differences.accept(new Difference(registered.toString(), "statistics or location of partition " + partition.values() + " are wrong", true)));
        known.keySet().removeIf(MetastorePartitions::isMark);
        if (table.branches().names().isEmpty()) {
            superfluous(registered, known.keySet(), values -> "partition " + values + " is registered, but has no files");
        }
    }

    private void addMissing(HiveTable registered, List<HivePartition> missing)
            throws IOException
    {
        if (!dryRun && !missing.isEmpty()) {
            MetastoreSync.of(catalog.metastore(), catalog.settings()).addMissing(registered, missing);
        }
        missing.forEach(partition -> differences.accept(new Difference(registered.toString(), "partition " + partition.values() + " was not registered", true)));
    }

    private interface Step
    {
        void run()
                throws IOException;
    }

    private static void attempt(String what, Step step)
    {
        MetastoreFailure.change("Syncing " + what + " failed", step::run);
    }
}

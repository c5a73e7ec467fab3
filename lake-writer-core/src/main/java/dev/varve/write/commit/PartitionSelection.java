package dev.varve.write.commit;

import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.LiveEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Some partitions of a table: those in a set, or those that match one of some specs. */
final class PartitionSelection
{
    private final TableSchema schema;
    private final Set<BinaryRow> partitions;
    private final List<PartitionSpec> specs;

    private PartitionSelection(TableSchema schema, Set<BinaryRow> partitions, List<PartitionSpec> specs)
    {
        this.schema = schema;
        this.partitions = partitions;
        this.specs = specs;
    }

    static PartitionSelection of(TableSchema schema, Set<BinaryRow> partitions)
    {
        return new PartitionSelection(schema, new HashSet<>(partitions), List.of());
    }

    static PartitionSelection matching(TableSchema schema, List<PartitionSpec> specs)
    {
        return new PartitionSelection(schema, Set.of(), specs);
    }

    /** The files that a snapshot has of these partitions, see {@link LiveEntries#read}. */
    Collection<ManifestEntry> liveFiles(ManifestReader reader, Snapshot snapshot, boolean withStatistics)
            throws IOException
    {
        return LiveEntries.read(reader, reader.manifests(snapshot).stream().filter(this::mayContain).toList(), this::contains, withStatistics);
    }

    boolean contains(BinaryRow partition)
    {
        return partitions.contains(partition) || specs.stream().anyMatch(spec -> spec.matches(partition, schema));
    }

    /** Whether the manifest may have entries of one of the partitions. */
    boolean mayContain(ManifestFile manifest)
    {
        ColumnStatistics statistics = ColumnStatistics.ofPartitions(manifest, schema);
        List<Field> columns = schema.partitionFields();
        for (BinaryRow partition : partitions) {
            boolean possible = true;
            for (int i = 0; i < columns.size() && possible; i++) {
                possible = mayBe(statistics, columns.get(i), partition.value(i, columns.get(i).type()));
            }
            if (possible) {
                return true;
            }
        }
        return specs.stream().anyMatch(spec -> columns.stream()
                .filter(column -> spec.values().containsKey(column.name()))
                .allMatch(column -> mayBe(statistics, column, spec.values().get(column.name()).orElse(null))));
    }

    private static boolean mayBe(ColumnStatistics statistics, Field column, Object value)
    {
        if (value == null) {
            return statistics.nullCount(column).orElse(1) > 0;
        }
        Optional<Object> min = Optional.ofNullable(statistics.min(column));
        Optional<Object> max = Optional.ofNullable(statistics.max(column));
        return min.isEmpty() || max.isEmpty() || Literal.compare(min.get(), value) <= 0 && Literal.compare(value, max.get()) <= 0;
    }
}

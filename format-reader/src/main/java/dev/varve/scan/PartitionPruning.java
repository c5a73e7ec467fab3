package dev.varve.scan;

import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.ManifestFile;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.PredicateSplit;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Leaves out partitions: whole manifests by the ranges of their partition columns, and files by their exact values. Uses the
 * conjuncts that need partition columns only.
 */
final class PartitionPruning
{
    private final TableSchema schema;
    private final Optional<Predicate> predicate;
    private BinaryRow lastPartition;
    private boolean lastMatches;

    private PartitionPruning(TableSchema schema, Optional<Predicate> predicate)
    {
        this.schema = schema;
        this.predicate = predicate;
    }

    /** @param predicate on the columns of the table */
    static PartitionPruning of(TableSchema schema, Optional<Predicate> predicate)
    {
        return new PartitionPruning(schema, PredicateSplit.of(predicate, column -> isPartitionColumn(schema, column)).inside());
    }

    static boolean isPartitionColumn(TableSchema schema, int column)
    {
        return schema.partitionKeys().contains(schema.fields().field(column).name());
    }

    /** The value of a partition column, as a {@link dev.varve.row.Literal}; null for NULL. */
    static Object value(TableSchema schema, BinaryRow partition, int column)
    {
        Field field = schema.fields().field(column);
        return partition.value(schema.partitionKeys().indexOf(field.name()), field.type());
    }

    boolean mayMatch(ManifestFile manifest)
    {
        if (predicate.isEmpty()) {
            return true;
        }
        ColumnStatistics statistics = ColumnStatistics.ofPartitions(manifest, schema);
        return StatisticsEvaluation.mayMatch(
                predicate.get(),
                column -> range(statistics, schema.fields().field(column)),
                OptionalLong.of(manifest.addedFiles() + manifest.deletedFiles()));
    }

    private static ColumnRange range(ColumnStatistics statistics, Field field)
    {
        boolean trusted = PartitionOrder.isOrderTrusted(field.type());
        return new ColumnRange(
                trusted ? Optional.ofNullable(statistics.min(field)) : Optional.empty(),
                trusted ? Optional.ofNullable(statistics.max(field)) : Optional.empty(),
                trusted ? statistics.nullCount(field) : OptionalLong.empty());
    }

    boolean matches(BinaryRow partition)
    {
        if (predicate.isEmpty()) {
            return true;
        }
        // Entries come in stretches of one partition, which then is one object.
        if (partition != lastPartition) {
            lastMatches = ValueEvaluation.matches(predicate.get(), column -> value(schema, partition, column));
            lastPartition = partition;
        }
        return lastMatches;
    }
}

package dev.varve.trino;

import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.scan.PartitionCondition;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.scan.WantedPlaces;
import dev.varve.schema.FileLayout;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.OriginFields;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.Field;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns that {@code SELECT *} does not show and that tell where a row comes from, and the splits that conditions on them leave. */
final class HiddenColumns
{
    private final TableSchema schema;
    private final FileLayout layout;
    private final boolean folds;
    private final PartitionPath partitionPath;

    private HiddenColumns(TableSchema schema, FileLayout layout, boolean folds, PartitionPath partitionPath)
    {
        this.schema = schema;
        this.layout = layout;
        this.folds = folds;
        this.partitionPath = partitionPath;
    }

    static HiddenColumns of(TableSchema schema)
    {
        MergeEngine engine = TableOptions.of(schema).merge().engine();
        FileLayout layout = TableOptions.layoutOf(schema);
        return new HiddenColumns(
                schema,
                layout,
                engine == MergeEngine.PARTIAL_UPDATE || engine == MergeEngine.AGGREGATION,
                new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames()));
    }

    static List<VarveColumnHandle> handles(TableSchema schema, TypeMapping types)
    {
        return OriginFields.of(schema).stream().map(field -> handle(field, types)).toList();
    }

    private static VarveColumnHandle handle(Field field, TypeMapping types)
    {
        return new VarveColumnHandle(field.id(), field.name(), types.toTrino(field.type()).orElseThrow(), false);
    }

    static boolean contains(VarveColumnHandle column)
    {
        return OriginFields.contains(column.fieldId());
    }

    /** Whether all rows of a split have one value in it, so that splits can be chosen exactly. */
    static boolean isOfWholeSplits(VarveColumnHandle column)
    {
        return column.fieldId() == OriginFields.PARTITION.id() || column.fieldId() == OriginFields.BUCKET.id();
    }

    /** Where rows lie that meet the domains, as far as partitions and buckets tell. */
    WantedPlaces places(TupleDomain<VarveColumnHandle> domains)
    {
        Optional<Domain> buckets = domain(domains, OriginFields.BUCKET);
        Optional<Domain> partitions = domain(domains, OriginFields.PARTITION);
        return new WantedPlaces(
                place -> partitions.isEmpty() || partitions.get().includesNullableValue(Slices.utf8Slice(partition(place))),
                bucket -> buckets.isEmpty() || buckets.get().includesNullableValue((long) bucket));
    }

    /** What rows of the partitions meet that the domains name, so that manifests of others need not be read. */
    Optional<Predicate> partitionCondition(TupleDomain<VarveColumnHandle> domains)
    {
        return domain(domains, OriginFields.PARTITION)
                .filter(named -> !named.isNullAllowed() && named.getValues().isDiscreteSet())
                .map(named -> PartitionCondition.of(schema, layout, named.getValues().getDiscreteSet().stream().map(name -> ((Slice) name).toStringUtf8()).toList()));
    }

    private static Optional<Domain> domain(TupleDomain<VarveColumnHandle> domains, Field field)
    {
        return domains.getDomains().orElse(Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().fieldId() == field.id())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What of a split may have rows that meet the domains; conditions on partitions and buckets are decided, others narrow. */
    Optional<Split> wanted(Split split, TupleDomain<VarveColumnHandle> domains)
    {
        Optional<Split> wanted = Optional.of(split);
        for (Map.Entry<VarveColumnHandle, Domain> entry : domains.getDomains().orElse(Map.of()).entrySet()) {
            Domain domain = entry.getValue();
            int column = entry.getKey().fieldId();
            if (column == OriginFields.BUCKET.id()) {
                wanted = wanted.filter(_ -> domain.includesNullableValue((long) split.bucket()));
            }
            else if (column == OriginFields.PARTITION.id()) {
                wanted = wanted.filter(_ -> domain.includesNullableValue(Slices.utf8Slice(partition(split.partition()))));
            }
            else if (column == OriginFields.PATH.id()) {
                wanted = wanted.flatMap(some -> withFiles(some, domain));
            }
        }
        return wanted;
    }

    private String partition(BinaryRow partition)
    {
        return partitionPath.of(partition);
    }

    private Optional<Split> withFiles(Split split, Domain paths)
    {
        if (!split.rawConvertible() && folds && paths.isNullAllowed()) {
            return Optional.of(split);
        }
        List<SplitFile> files = split.files().stream()
                .filter(file -> paths.includesNullableValue(Slices.utf8Slice(split.path(file).text())))
                .toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        // Where files are merged, the others decide which rows of these are left.
        return Optional.of(split.rawConvertible() ? split.withFiles(files) : split);
    }
}

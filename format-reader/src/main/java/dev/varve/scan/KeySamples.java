package dev.varve.scan;

import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.SortedPortion;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.scan.PlanMetrics.Counter;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.type.CharType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where keys lie in the files of a bucket, as their own statistics tell. */
final class KeySamples
        implements KeyRangeCut.Sampler
{
    private static final String ORC_FILE = ".orc";

    private final ScanTarget target;
    private final StoragePath bucket;
    private final PlanMetrics metrics;

    KeySamples(ScanTarget target, StoragePath bucket, PlanMetrics metrics)
    {
        this.target = target;
        this.bucket = bucket;
        this.metrics = metrics;
    }

    /**
     * Whether readers see the keys of the files in the order, and within the bounds, that the manifests tell: not if files are sorted by other columns, nor
     * where a reader returns other values than were sorted, as of padded text, and of timestamps in ORC files.
     */
    boolean isSorted(List<SplitFile> files)
    {
        List<Field> keys = target.schema().keyFields();
        boolean timestamps = keys.stream().anyMatch(key -> key.type() instanceof TimestampType || key.type() instanceof LocalZonedTimestampType);
        return !target.options().overlappingLevels()
                && keys.stream().noneMatch(key -> key.type() instanceof CharType)
                && !(timestamps && files.stream().anyMatch(file -> file.name().endsWith(ORC_FILE)));
    }

    @Override
    public List<KeyRangeCut.Portion> portions(SplitFile file)
            throws IOException
    {
        List<Field> keys = target.schema().keyFields();
        List<SortedPortion> portions = sortedPortions(file, keys.size());
        double rows = Math.max(1, portions.stream().mapToLong(SortedPortion::rows).sum());
        return portions.stream().map(portion -> new KeyRangeCut.Portion(bound(keys, portion.least()), file.size() * portion.rows() / rows)).toList();
    }

    /**
     * The portions of a file by the first columns of the key; empty if it does not tell.
     *
     * @param columns how many of them
     */
    List<SortedPortion> sortedPortions(SplitFile file, int columns)
            throws IOException
    {
        Optional<DataFileFormat> format = format(file);
        TableSchema fileSchema = file.schemaId() == target.schema().id() ? target.schema() : target.schemas().schema(file.schemaId());
        List<Field> keys = target.schema().keyFields().subList(0, columns);
        List<Field> stored = keys.stream()
                .flatMap(key -> fileSchema.fields().fields().stream().filter(field -> field.id() == key.id() && field.type().equals(key.type())))
                .toList();
        if (format.isEmpty() || stored.size() != keys.size()) {
            return List.of();
        }
        StoragePath path = file.externalPath().orElseGet(() -> bucket.child(file.name()));
        List<SortedPortion> portions = format.get().portions(target.storage().open(path, file.size()), stored);
        metrics.increment(Counter.FILES_SAMPLED);
        return portions;
    }

    private static BinaryRow bound(List<Field> keys, List<Object> least)
    {
        return BinaryRowWriter.write(keys.stream().limit(least.size()).map(Field::type).toList(), least);
    }

    private Optional<DataFileFormat> format(SplitFile file)
    {
        return target.formats().find(file.name().substring(file.name().lastIndexOf('.') + 1));
    }
}

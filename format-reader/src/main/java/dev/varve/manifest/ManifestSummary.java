package dev.varve.manifest;

import dev.varve.manifest.ManifestFile.Range;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.Literal;
import dev.varve.type.DataType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Sums up the entries of one manifest for its list. Not thread-safe. */
final class ManifestSummary
{
    private final List<DataType> partitionTypes;
    private final List<Object> min;
    private final List<Object> max;
    private final long[] nullCounts;
    private BinaryRow lastPartition;
    private long sinceLastPartition;
    private long added;
    private long deleted;
    private long schemaId;
    private Optional<Range> buckets = Optional.empty();
    private Optional<Range> levels = Optional.empty();
    private Optional<Range> rowIds = Optional.empty();
    private boolean everyFileHasRowIds = true;

    ManifestSummary(List<DataType> partitionTypes)
    {
        this.partitionTypes = partitionTypes;
        min = new ArrayList<>(Collections.nCopies(partitionTypes.size(), null));
        max = new ArrayList<>(Collections.nCopies(partitionTypes.size(), null));
        nullCounts = new long[partitionTypes.size()];
    }

    void add(ManifestEntry entry)
    {
        if (entry.kind() == FileKind.ADD) {
            added++;
        }
        else {
            deleted++;
        }
        DataFile file = entry.file();
        schemaId = Math.max(schemaId, file.schemaId());
        buckets = widen(buckets, entry.bucket(), entry.bucket());
        levels = widen(levels, file.level(), file.level());
        if (file.firstRowId().orElse(-1) < 0) {
            everyFileHasRowIds = false;
        }
        else {
            long first = file.firstRowId().getAsLong();
            rowIds = widen(rowIds, first, first + file.rowCount() - 1);
        }
        if (!entry.partition().equals(lastPartition)) {
            countPartition();
            lastPartition = entry.partition();
        }
        sinceLastPartition++;
    }

    ManifestFile finish(String name, long size)
    {
        countPartition();
        SimpleStatistics partitions = SimpleStatistics.of(
                BinaryRowWriter.write(partitionTypes, min),
                BinaryRowWriter.write(partitionTypes, max),
                nullCounts);
        return new ManifestFile(
                name,
                size,
                added,
                deleted,
                partitions,
                schemaId,
                buckets,
                levels,
                everyFileHasRowIds ? rowIds : Optional.empty());
    }

    /** Takes the entries that were of one partition into account. */
    private void countPartition()
    {
        for (int i = 0; i < partitionTypes.size() && sinceLastPartition > 0; i++) {
            Object value = lastPartition.value(i, partitionTypes.get(i));
            if (value == null) {
                nullCounts[i] += sinceLastPartition;
                continue;
            }
            if (min.get(i) == null || Literal.compare(value, min.get(i)) < 0) {
                min.set(i, value);
            }
            if (max.get(i) == null || Literal.compare(value, max.get(i)) > 0) {
                max.set(i, value);
            }
        }
        sinceLastPartition = 0;
    }

    private static Optional<Range> widen(Optional<Range> range, long from, long to)
    {
        return Optional.of(range.map(known -> new Range(Math.min(known.min(), from), Math.max(known.max(), to))).orElse(new Range(from, to)));
    }
}

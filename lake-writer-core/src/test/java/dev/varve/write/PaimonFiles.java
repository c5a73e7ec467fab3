package dev.varve.write;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import org.apache.paimon.data.BinaryArray;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.index.DeletionVectorMeta;
import org.apache.paimon.index.IndexFileMeta;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.utils.SerializationUtils;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What Varve says of files in the words of Paimon, and the other way around. */
public final class PaimonFiles
{
    private PaimonFiles() {}

    public static DataFileMeta paimon(DataFile file)
    {
        return DataFileMeta.create(
                file.name(),
                file.size(),
                file.rowCount(),
                paimon(file.minKey()),
                paimon(file.maxKey()),
                paimon(file.keyStatistics()),
                paimon(file.valueStatistics()),
                file.minSequenceNumber(),
                file.maxSequenceNumber(),
                file.schemaId(),
                file.level(),
                file.extraFiles(),
                Timestamp.fromEpochMillis(file.creationMillis().orElseThrow()),
                file.deleteRowCount().orElseThrow(),
                file.embeddedIndex().map(Slice::getBytes).orElse(null),
                org.apache.paimon.manifest.FileSource.valueOf(file.source().orElseThrow().name()),
                file.valueStatisticsColumns().orElse(null),
                file.externalPath().orElse(null),
                null,
                file.writeColumns().orElse(null));
    }

    public static IndexFileMeta paimon(IndexFile file)
    {
        LinkedHashMap<String, DeletionVectorMeta> ranges = new LinkedHashMap<>();
        file.vectors().forEach(range ->
                ranges.put(range.dataFile(), new DeletionVectorMeta(range.dataFile(), range.offset(), range.length(), range.cardinality().orElseThrow())));
        return new IndexFileMeta(file.type(), file.name(), file.size(), file.rowCount(), ranges, null);
    }

    private static SimpleStats paimon(SimpleStatistics statistics)
    {
        Long[] nullCounts = new Long[statistics.min().arity()];
        for (int i = 0; i < nullCounts.length; i++) {
            nullCounts[i] = statistics.nullCount(i).isPresent() ? statistics.nullCount(i).getAsLong() : null;
        }
        return new SimpleStats(paimon(statistics.min()), paimon(statistics.max()), BinaryArray.fromLongArray(nullCounts));
    }

    private static org.apache.paimon.data.BinaryRow paimon(BinaryRow row)
    {
        return SerializationUtils.deserializeBinaryRow(row.toBytes());
    }

    public static DataFile varve(DataFileMeta file)
    {
        return new DataFile(
                file.fileName(),
                file.fileSize(),
                file.rowCount(),
                varve(file.minKey()),
                varve(file.maxKey()),
                varve(file.keyStats()),
                varve(file.valueStats()),
                file.minSequenceNumber(),
                file.maxSequenceNumber(),
                file.schemaId(),
                file.level(),
                file.extraFiles(),
                OptionalLong.of(file.creationTime().getMillisecond()),
                file.deleteRowCount().map(OptionalLong::of).orElse(OptionalLong.empty()),
                Optional.ofNullable(file.embeddedIndex()).map(Slices::wrappedBuffer),
                file.fileSource().map(source -> FileSource.valueOf(source.name())),
                Optional.ofNullable(file.valueStatsCols()),
                file.externalPath(),
                file.firstRowId() == null ? OptionalLong.empty() : OptionalLong.of(file.firstRowId()),
                Optional.ofNullable(file.writeCols()),
                Optional.empty());
    }

    public static IndexFile varve(IndexFileMeta file)
    {
        List<VectorRange> vectors = new ArrayList<>();
        if (file.dvRanges() != null) {
            for (DeletionVectorMeta vector : file.dvRanges().values()) {
                vectors.add(new VectorRange(vector.dataFileName(), vector.offset(), vector.length(), OptionalLong.of(vector.cardinality())));
            }
        }
        return new IndexFile(file.indexType(), file.fileName(), file.fileSize(), file.rowCount(), vectors, Optional.ofNullable(file.externalPath()));
    }

    private static SimpleStatistics varve(SimpleStats statistics)
    {
        InternalArray counts = statistics.nullCounts();
        long[] nullCounts = new long[counts.size()];
        for (int i = 0; i < nullCounts.length; i++) {
            nullCounts[i] = counts.isNullAt(i) ? -1 : counts.getLong(i);
        }
        return SimpleStatistics.of(varve(statistics.minValues()), varve(statistics.maxValues()), nullCounts);
    }

    public static BinaryRow varve(org.apache.paimon.data.BinaryRow row)
    {
        return BinaryRow.of(SerializationUtils.serializeBinaryRow(row));
    }
}

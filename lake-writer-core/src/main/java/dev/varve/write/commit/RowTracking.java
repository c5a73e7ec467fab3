package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the rows of new files their ids and sequence numbers, which only the commit knows. A pure function.
 *
 * @param files with ids
 * @param nextRowId the first id that is still free
 */
record RowTracking(List<ManifestEntry> files, long nextRowId)
{
    private static final String ROW_ID = "_ROW_ID";

    /**
     * @param snapshotId of the snapshot that adds the files; it is the sequence number of their rows
     * @param firstRowId that is free
     */
    static RowTracking assign(List<ManifestEntry> files, long snapshotId, long firstRowId)
    {
        List<ManifestEntry> assigned = new ArrayList<>(files.size());
        long next = firstRowId;
        long nextVectorId = firstRowId;
        long groupStart = -1;
        Map<String, Long> nextBlobIds = new HashMap<>();
        for (ManifestEntry entry : files) {
            DataFile file = withSequenceNumbers(entry, snapshotId);
            if (entry.kind() == FileKind.ADD && needsIds(file)) {
                if (isBlob(file)) {
                    if (groupStart < 0) {
                        throw VarveException.invalid("Blob file " + file.name() + " comes before the file whose rows it belongs to");
                    }
                    long start = nextBlobIds.getOrDefault(file.writeColumns().orElseThrow().get(0), groupStart);
                    if (start + file.rowCount() > next) {
                        throw VarveException.invalid("Blob file " + file.name() + " has more rows than the file that it belongs to");
                    }
                    nextBlobIds.put(file.writeColumns().get().get(0), start + file.rowCount());
                    file = file.withFirstRowId(start);
                }
                else if (isVector(file)) {
                    file = file.withFirstRowId(nextVectorId);
                    nextVectorId += file.rowCount();
                }
                else {
                    file = file.withFirstRowId(next);
                    groupStart = next;
                    nextBlobIds.clear();
                    next += file.rowCount();
                }
            }
            assigned.add(new ManifestEntry(entry.kind(), entry.partition(), entry.bucket(), entry.totalBuckets(), file));
        }
        return new RowTracking(assigned, next);
    }

    /** Whether the file holds only certain columns of rows whose others are in a normal file. */
    static boolean isDedicated(DataFile file)
    {
        return isBlob(file) || isVector(file);
    }

    private static DataFile withSequenceNumbers(ManifestEntry entry, long snapshotId)
    {
        DataFile file = entry.file();
        if (entry.kind() == FileKind.DELETE) {
            return file;
        }
        if (file.minSequenceNumber() == 0) {
            return file.withSequenceNumbers(snapshotId, snapshotId);
        }
        return file.maxSequenceNumber() == 0 ? file.withSequenceNumbers(file.minSequenceNumber(), snapshotId) : file;
    }

    private static boolean needsIds(DataFile file)
    {
        return file.source().orElse(FileSource.COMPACT) == FileSource.APPEND
                && file.firstRowId().isEmpty()
                && !file.writeColumns().orElse(List.of()).contains(ROW_ID);
    }

    private static boolean isBlob(DataFile file)
    {
        return file.name().endsWith(".blob");
    }

    private static boolean isVector(DataFile file)
    {
        return file.name().contains(".vector.");
    }
}

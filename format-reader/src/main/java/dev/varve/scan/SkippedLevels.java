package dev.varve.scan;

import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.row.BinaryRow;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What a read misses that leaves out levels.
 *
 * @param files of the levels that are left out
 * @param rows of these files, older versions of rows and deletions among them
 * @param since the oldest snapshot whose rows may be missing; empty if nothing is left out
 * @param orEarlier whether snapshots before it may be concerned, too, which have expired
 */
public record SkippedLevels(int lowestLevel, long files, long rows, Optional<Snapshot> since, boolean orEarlier)
{
    public SkippedLevels
    {
        requireNonNull(since, "since is null");
    }

    private record BucketKey(BinaryRow partition, int bucket) {}

    /**
     * Looks for what is left out in manifests that tell of these levels, and then for who wrote it, in the snapshots before, the newest first.
     */
    static SkippedLevels of(ScanTarget target, ManifestReader reader, SnapshotLog snapshots, int lowestLevel)
            throws IOException
    {
        if (target.snapshot().isEmpty()) {
            return new SkippedLevels(lowestLevel, 0, 0, Optional.empty(), false);
        }
        Snapshot read = target.snapshot().get();
        // By sequence number, as compaction writes what is left out into other files.
        Map<BucketKey, Long> oldest = new HashMap<>();
        long files = 0;
        long rows = 0;
        try (LiveFiles live = LiveFiles.of(reader, manifests(reader.manifests(read), lowestLevel), target.schema(), Optional.empty(), false)) {
            for (Optional<ManifestEntry> entry = live.next(); entry.isPresent(); entry = live.next()) {
                ManifestEntry found = entry.get();
                if (found.bucket() >= 0 && found.file().level() < lowestLevel) {
                    files++;
                    rows += found.file().rowCount();
                    oldest.merge(new BucketKey(found.partition(), found.bucket()), found.file().minSequenceNumber(), Math::min);
                }
            }
        }
        Optional<Snapshot> since = oldest.isEmpty() ? Optional.empty() : Optional.of(read);
        Optional<Snapshot> snapshot = Optional.of(read);
        while (!oldest.isEmpty() && snapshot.isPresent()) {
            if (snapshot.get().commit().kind() != CommitKind.COMPACT && wroteOf(reader, snapshot.get(), oldest)) {
                since = snapshot;
            }
            snapshot = snapshots.find(snapshot.get().id() - 1);
        }
        return new SkippedLevels(lowestLevel, files, rows, since, !oldest.isEmpty());
    }

    private static List<ManifestFile> manifests(List<ManifestFile> manifests, int lowestLevel)
    {
        return manifests.stream().filter(manifest -> manifest.levels().isEmpty() || manifest.levels().get().min() < lowestLevel).toList();
    }

    /**
     * Whether a snapshot wrote something of what is left out. Buckets of which nothing older is left out are done.
     */
    private static boolean wroteOf(ManifestReader reader, Snapshot snapshot, Map<BucketKey, Long> oldest)
            throws IOException
    {
        boolean wrote = false;
        for (ManifestFile manifest : reader.manifests(snapshot.deltaManifestList())) {
            try (ManifestEntries entries = reader.entriesWithoutStatistics(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    BucketKey bucket = new BucketKey(entry.get().partition(), entry.get().bucket());
                    Long first = oldest.get(bucket);
                    if (first != null && entry.get().kind() == FileKind.ADD) {
                        wrote |= entry.get().file().maxSequenceNumber() >= first;
                        if (entry.get().file().minSequenceNumber() <= first) {
                            oldest.remove(bucket);
                        }
                    }
                }
            }
        }
        return wrote;
    }

    /** What a person is told. */
    @Override
    public String toString()
    {
        String levels = "levels " + lowestLevel + " and deeper only, ";
        return since.map(oldestMissing -> levels + "without " + files + " files of " + rows + " rows, written since " + (orEarlier ? "before " : "") +
                "snapshot " + oldestMissing.id() + " of " + Instant.ofEpochMilli(oldestMissing.timeMillis()))
                .orElseGet(() -> levels + "which is all there is");
    }
}

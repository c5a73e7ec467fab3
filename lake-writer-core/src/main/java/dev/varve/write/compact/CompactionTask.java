package dev.varve.write.compact;

import dev.varve.index.DeletionVector;
import dev.varve.manifest.DataFile;
import dev.varve.merge.Sections;
import dev.varve.row.BinaryRow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Compacts a unit of files. Sections in which several runs overlap are merged; so are small files, together with their neighbours. Large
 * files that overlap nothing only change their level.
 */
final class CompactionTask
{
    private final CompactedBucket bucket;
    private final Levels levels;
    private final CompactionUnit unit;
    private final boolean dropRetracts;
    private final FileExpiry expiry;
    private final Rewrite rewrite;

    /**
     * @param levels of the bucket now
     * @param nowMillis the time, in milliseconds since the epoch
     * @param cancelled asked now and then
     */
    CompactionTask(CompactedBucket bucket, Levels levels, Map<String, DeletionVector> vectors, CompactionUnit unit, long nowMillis, BooleanSupplier cancelled)
    {
        this.bucket = bucket;
        this.levels = levels;
        this.unit = unit;
        boolean nothingOlder = unit.outputLevel() >= levels.highestWithFiles() || bucket.tableOptions().deletionVectors();
        dropRetracts = unit.outputLevel() != 0 && nothingOlder;
        expiry = new FileExpiry(bucket, nowMillis);
        OptionalLong expiredBefore = expiry.expiredBefore();
        rewrite = new Rewrite(bucket, levels, new BucketVectors(vectors), expiredBefore, cancelled);
    }

    /** Compacts; if it fails, nothing is left behind. */
    CompactionResult run()
            throws IOException
    {
        boolean done = false;
        try {
            if (unit.rewriteEach()) {
                for (DataFile file : unit.files()) {
                    rewrite(List.of(List.of(List.of(file))));
                }
            }
            else {
                compact(new Sections<DataFile, BinaryRow>(DataFile::minKey, DataFile::maxKey, levels.keyOrder()).partition(unit.files()));
            }
            done = true;
            return rewrite.result();
        }
        finally {
            if (!done) {
                rewrite.abandon();
            }
        }
    }

    private void compact(List<List<List<DataFile>>> sections)
            throws IOException
    {
        List<List<List<DataFile>>> candidates = new ArrayList<>();
        for (List<List<DataFile>> section : sections) {
            if (section.size() > 1) {
                candidates.add(section);
                continue;
            }
            for (DataFile file : section.get(0)) {
                if (file.size() < bucket.options().smallFileSize()) {
                    candidates.add(List.of(List.of(file)));
                }
                else {
                    compactCandidates(candidates);
                    upgrade(file);
                }
            }
        }
        compactCandidates(candidates);
    }

    private void compactCandidates(List<List<List<DataFile>>> candidates)
            throws IOException
    {
        if (candidates.size() == 1 && candidates.get(0).size() == 1) {
            for (DataFile file : candidates.get(0).get(0)) {
                upgrade(file);
            }
        }
        else if (!candidates.isEmpty()) {
            rewrite(List.copyOf(candidates));
        }
        candidates.clear();
    }

    private void upgrade(DataFile file)
            throws IOException
    {
        boolean holdsWhatIsDropped = unit.outputLevel() == levels.highest() && !file.hasNoDeletes();
        if (holdsWhatIsDropped || bucket.options().forceRewriteAll() || expiry.hasExpired(file)) {
            rewrite(List.of(List.of(List.of(file))));
        }
        else if (file.level() != unit.outputLevel()) {
            rewrite.upgrade(unit.outputLevel(), file);
        }
    }

    private void rewrite(List<List<List<DataFile>>> sections)
            throws IOException
    {
        rewrite.rewrite(unit.outputLevel(), dropRetracts, sections);
    }
}

package dev.varve.write.compact;

import dev.varve.column.Batch;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.merge.KeyValueMerge;
import dev.varve.merge.MergedRows;
import dev.varve.merge.OrderedMerge;
import dev.varve.merge.OrderedMerge.Before;
import dev.varve.merge.RunSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.read.BucketRuns;
import dev.varve.read.BucketRuns.RunFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.MergeEngine;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.write.file.RowFileWriter;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Makes files of a bucket into files of a higher level: merges them, finds out what changed where the table has a changelog, and marks older
 * versions of rows in deeper files where it has deletion vectors. Collects what it did.
 */
final class Rewrite
{
    /** When it is found out what keys had before. */
    private enum Asking
    {
        /** Never. */
        NEVER,
        /** When rows come to the highest level: what changed against it. */
        AT_HIGHEST_LEVEL,
        /** When rows leave level 0: what changed against all other levels. */
        FROM_LEVEL_0,
    }

    private final CompactedBucket bucket;
    private final KeyValueMerge merge;
    private final Levels levels;
    private final BucketVectors vectors;
    private final OptionalLong expiredBefore;
    private final BooleanSupplier cancelled;
    private final Asking asking;
    private final boolean writesChangelog;
    private final ChangelogRows changelogRows;
    /** All files of the bucket, oldest first; the index is the rank. */
    private final List<DataFile> byAge;
    private final Map<DataFile, Integer> ranks = new HashMap<>();

    private final List<DataFile> before = new ArrayList<>();
    private final List<DataFile> after = new ArrayList<>();
    private final List<DataFile> changelog = new ArrayList<>();
    /** What exists only because of this. */
    private final List<DataFile> created = new ArrayList<>();

    /**
     * @param levels of the bucket before
     * @param expiredBefore rows whose time, in seconds since the epoch, lies before it are dropped
     * @param cancelled asked now and then
     */
    Rewrite(CompactedBucket bucket, Levels levels, BucketVectors vectors, OptionalLong expiredBefore, BooleanSupplier cancelled)
    {
        this.bucket = bucket;
        this.levels = levels;
        this.vectors = vectors;
        this.expiredBefore = expiredBefore;
        this.cancelled = cancelled;
        merge = bucket.merge();
        ChangelogProducer producer = bucket.tableOptions().changelogProducer();
        if (producer == ChangelogProducer.FULL_COMPACTION) {
            asking = Asking.AT_HIGHEST_LEVEL;
        }
        else {
            asking = bucket.tableOptions().merge().lookup() ? Asking.FROM_LEVEL_0 : Asking.NEVER;
        }
        writesChangelog = producer == ChangelogProducer.FULL_COMPACTION || producer == ChangelogProducer.LOOKUP;
        changelogRows = new ChangelogRows(
                merge.columns(), bucket.tableOptions().merge().engine(), bucket.options().dedupChangelog(), bucket.options().dedupIgnored());
        byAge = levels.files().stream().sorted(BucketRuns.byAge()).toList();
        byAge.forEach(file -> ranks.put(file, ranks.size()));
    }

    /**
     * Merges sections, one after the other, into files of a level.
     *
     * @param sections in key order, each a list of runs, each a list of files
     */
    void rewrite(int outputLevel, boolean dropRetracts, List<List<List<DataFile>>> sections)
            throws IOException
    {
        List<DataFile> files = sections.stream().flatMap(List::stream).flatMap(List::stream).toList();
        boolean asks = switch (asking) {
            case NEVER -> false;
            case AT_HIGHEST_LEVEL -> outputLevel == levels.highest();
            case FROM_LEVEL_0 -> outputLevel != 0 && files.stream().anyMatch(file -> file.level() == 0);
        };
        List<DataFile> written = merge(outputLevel, dropRetracts, sections, true, asks);
        before.addAll(files);
        after.addAll(written);
        files.forEach(file -> vectors.remove(file.name()));
    }

    /** Gives a file another level, and if that takes more than saying so, rewrites it. */
    void upgrade(int outputLevel, DataFile file)
            throws IOException
    {
        if (mustBeMerged(outputLevel, file)) {
            rewrite(outputLevel, bucket.tableOptions().deletionVectors(), List.of(List.of(List.of(file))));
            return;
        }
        if (asking == Asking.AT_HIGHEST_LEVEL && outputLevel == levels.highest() || asking == Asking.FROM_LEVEL_0 && file.level() == 0) {
            merge(outputLevel, false, List.of(List.of(List.of(file))), false, true);
        }
        before.add(file);
        after.add(file.withLevel(outputLevel));
    }

    /** Whether what a file of level 0 would hold on another level is not what it holds now. */
    private boolean mustBeMerged(int outputLevel, DataFile file)
    {
        if (asking != Asking.FROM_LEVEL_0 || file.level() != 0) {
            return false;
        }
        if (!bucket.options().format(file.level()).equals(bucket.options().format(outputLevel))) {
            return true;
        }
        if (bucket.tableOptions().deletionVectors() && !file.hasNoDeletes()) {
            return true;
        }
        boolean valuesStay = bucket.tableOptions().merge().engine() == MergeEngine.DEDUPLICATE && bucket.tableOptions().merge().sequenceFields().isEmpty();
        return outputLevel != levels.highest() && !valuesStay;
    }

    CompactionResult result()
    {
        return new CompactionResult(before, after, changelog, vectors.snapshot());
    }

    /** Deletes what was written. */
    void abandon()
            throws IOException
    {
        bucket.delete(created);
    }

    /**
     * @param rewrites whether data files are written, and not only changelogs and deletion vectors
     * @param asks whether to find out what keys had before
     */
    private List<DataFile> merge(int outputLevel, boolean dropRetracts, List<List<List<DataFile>>> sections, boolean rewrites, boolean asks)
            throws IOException
    {
        boolean changes = asks && writesChangelog;
        try (Output data = new Output(rewrites ? Optional.of(bucket.writers().dataFiles(outputLevel, FileSource.COMPACT)) : Optional.empty());
                Output changed = new Output(changes ? Optional.of(bucket.writers().changelogFiles(outputLevel)) : Optional.empty())) {
            for (List<List<DataFile>> section : sections) {
                try (OrderedMerge merged = open(outputLevel, dropRetracts, section, asks)) {
                    for (Optional<MergedRows> rows = merged.nextRows(); rows.isPresent(); rows = merged.nextRows()) {
                        if (cancelled.getAsBoolean()) {
                            throw new InterruptedIOException("The compaction was cancelled");
                        }
                        data.write(rows.get());
                        if (changes) {
                            Optional<Batch> batch = changelogRows.of(rows.get());
                            if (batch.isPresent()) {
                                changed.write(batch.get());
                            }
                        }
                        if (asks && bucket.tableOptions().deletionVectors()) {
                            mark(rows.get());
                        }
                    }
                }
            }
            List<DataFile> written = data.finish();
            created.addAll(written);
            List<DataFile> changelogFiles = changed.finish();
            created.addAll(changelogFiles);
            changelog.addAll(changelogFiles);
            return written;
        }
    }

    private void mark(MergedRows rows)
    {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.wasLookedUp(row)) {
                vectors.mark(byAge.get(rows.fileBefore(row)).name(), rows.fileRowBefore(row));
            }
        }
    }

    private OrderedMerge open(int outputLevel, boolean dropRetracts, List<List<DataFile>> section, boolean asks)
    {
        List<List<RunFile>> runs = section.stream().sorted(Comparator.comparing(run -> ranks.get(run.get(0)))).map(this::runFiles).toList();
        List<RunSource> sources = bucket.files().openTogether(runs, merge.columns()).stream().map(this::expiring).toList();
        if (!asks) {
            return merge.mergeFiles(sources, dropRetracts);
        }
        if (asking == Asking.AT_HIGHEST_LEVEL) {
            return merge.mergeFiles(sources, List.of(), dropRetracts, new Before.AtLevel(levels.highest()));
        }
        return merge.mergeFiles(sources, lookups(outputLevel, section), dropRetracts, new Before.Found());
    }

    private RunSource expiring(RunSource run)
    {
        if (expiredBefore.isEmpty()) {
            return run;
        }
        Field column = bucket.options().recordExpiry().orElseThrow().column();
        return new ExpiringRun(run, merge.columns().indexOf(column), column.type(), expiredBefore.getAsLong());
    }

    /** The levels below the output, as far as keys of level 0 may lie in them. */
    private List<RunSource> lookups(int outputLevel, List<List<DataFile>> section)
    {
        Comparator<BinaryRow> keyOrder = levels.keyOrder();
        List<DataFile> level0 = section.stream().flatMap(List::stream).filter(file -> file.level() == 0).toList();
        if (level0.isEmpty()) {
            return List.of();
        }
        BinaryRow min = level0.stream().map(DataFile::minKey).min(keyOrder).orElseThrow();
        BinaryRow max = level0.stream().map(DataFile::maxKey).max(keyOrder).orElseThrow();
        List<RunSource> lookups = new ArrayList<>();
        for (int level = outputLevel + 1; level < levels.count(); level++) {
            SortedRun run = levels.runs().get(level);
            List<DataFile> files = run == null ? List.of() : run.files().stream()
                    .filter(file -> keyOrder.compare(file.maxKey(), min) >= 0 && keyOrder.compare(file.minKey(), max) <= 0)
                    .toList();
            if (!files.isEmpty()) {
                lookups.add(bucket.files().open(runFiles(files), merge.columns(), keyRange(min, max)));
            }
        }
        return lookups;
    }

    /** What the first key column of keys between two others fulfils. */
    private Optional<Predicate> keyRange(BinaryRow min, BinaryRow max)
    {
        Field first = bucket.schema().keyFields().get(0);
        DataType type = first.type();
        if (type instanceof FloatType || type instanceof DoubleType) {
            return Optional.empty();
        }
        int column = merge.columns().indexOf(first);
        return Optional.of(Predicate.and(List.of(
                new Compare(column, type, Comparison.GREATER_OR_EQUAL, min.value(0, type)),
                new Compare(column, type, Comparison.LESS_OR_EQUAL, max.value(0, type)))));
    }

    private List<RunFile> runFiles(List<DataFile> files)
    {
        return files.stream().map(file -> new RunFile(file, ranks.get(file), vectors.of(file.name()))).toList();
    }

    /** A writer, or none. */
    private record Output(Optional<RowFileWriter> writer)
            implements Closeable
    {
        private void write(Batch batch)
                throws IOException
        {
            if (writer.isPresent() && !batch.selection().isEmpty()) {
                writer.get().write(batch);
            }
        }

        private List<DataFile> finish()
                throws IOException
        {
            return writer.isPresent() ? writer.get().finish() : List.of();
        }

        @Override
        public void close()
                throws IOException
        {
            if (writer.isPresent()) {
                writer.get().close();
            }
        }
    }
}
